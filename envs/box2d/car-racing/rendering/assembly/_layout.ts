// Where everything lies in memory. The kernel has no static data and allocates nothing.

/** The canvas that Gymnasium draws on, and the picture made of it (pixels). */
export const WIDTH: i32 = 1000;
export const HEIGHT: i32 = 800;
export const COLUMNS: i32 = 96;
export const ROWS: i32 = 96;

/**
 * A cell is the part of a canvas row that begins with the first pixel of a picture column's window and ends before
 * the first pixel of the next. The pixel on the border between two windows belongs to the right one. The last
 * window ends within the canvas's last pixel, which is a cell of its own.
 */
export const CELLS_A_ROW: i32 = COLUMNS + 1;

/**
 * Two bytes a cell: the code of its colour, or where it has several, from FIRST_SLOT on, the number of the slot with
 * its pixels. Most cells have one colour, so that few pixels are ever drawn, and those lie close together. A colour's
 * code is its index, below COLOR_LIMIT (a power of two), in both bytes, so that `memory.fill` can clear the canvas.
 */
export const COLOR_LIMIT: u32 = 128;
export const FIRST_SLOT: u32 = 0x8000;
export const CELL_ROW_BYTES: i32 = 208;
export const CELLS: usize = 1024;

/** Slots of 12 pixels: packed colours, zero behind the cell's last pixel. The slots before FIRST_SLOT do not exist. */
export const SLOT_LIMIT: u32 = 65536;
export const SLOT_BYTES: i32 = 48;
export const SLOTS: usize = CELLS + CELL_ROW_BYTES * HEIGHT - SLOT_BYTES * FIRST_SLOT;

/**
 * What cells add to windows, 16 bits for each of red, green and blue (u64): all pixels by their weights to their own
 * window, and the first one to the window before. At first, in place of these, the weights of a slot's first pixel. In
 * front of the slots' sums, which begin at FIRST_SLOT, stand those of cells of one colour: from its code on, one for
 * each window, and what the window's last pixel adds to it.
 */
export const SUMS: usize = SLOTS + SLOT_BYTES * SLOT_LIMIT;
export const SUMS_BYTES: i32 = 16;

/**
 * Windows along one axis, 16 bytes each: first source pixel, its weight, last source pixel, its weight (of 1 << 14).
 */
export const COLUMN_WINDOWS: usize = SUMS + SUMS_BYTES * SLOT_LIMIT;
export const ROW_WINDOWS: usize = COLUMN_WINDOWS + 16 * (COLUMNS + 2);

/** For each cell the two weights of its first pixel, as in slots. */
export const CELL_WEIGHTS: usize = ROW_WINDOWS + 16 * (ROWS + 2);

/** For each cell, which of the last four of its first 12 pixels are its own: four i32, 0 or -1. */
export const CELL_ENDS: usize = CELL_WEIGHTS + 16 * (CELLS_A_ROW + 1);

/** 12 times 0, then 12 times −1 (i32): read from the right place, a mask of a slot's first pixels. */
export const SLOT_MASKS: usize = CELL_ENDS + 16 * CELLS_A_ROW;

/** For each canvas column: its cell, and where its pixel lies in that cell's slot (bytes); 0 behind the last. */
export const CELL_OF: usize = SLOT_MASKS + 96;
export const PLACE_OF: usize = CELL_OF + WIDTH + 8;

/** For each picture row, what becomes of a level (0 to 255) that fills its window. */
export const ROW_LEVELS: usize = PLACE_OF + WIDTH + 8;

/** The colours known, and a hash table of their indices + 1 (u16). */
export const COLORS: usize = ROW_LEVELS + 256 * ROWS;
export const COLOR_TABLE_SIZE: i32 = 1024;
export const COLOR_TABLE: usize = COLORS + 4 * COLOR_LIMIT;

/** For each colour, the picture of a canvas that is all of this colour: row-major RGB. */
export const PLAIN_PICTURES: usize = (COLOR_TABLE + 2 * COLOR_TABLE_SIZE + 15) & ~15;
export const PLAIN_PICTURE_BYTES: i32 = 3 * COLUMNS * ROWS;

/** Up to 8 crossings of a polygon's edges with a row (i32), and how many there are (i32). */
export const CROSSINGS: usize = PLAIN_PICTURES + PLAIN_PICTURE_BYTES * COLOR_LIMIT;
export const CROSSING_COUNTS: usize = CROSSINGS + 32 * HEIGHT;

/**
 * Spans by canvas row: first columns, then how many follow each (i32). One row more at either end, and room for four
 * rows at a time. Two polygons' own, in turns, and what they cover together.
 */
export const SPAN_MORES: i32 = 4 * (HEIGHT + 8);
export const SPANS_BYTES: i32 = 2 * SPAN_MORES;
export const SPANS: usize = (CROSSING_COUNTS + 4 * HEIGHT + 31) & ~15;
export const COVER: usize = SPANS + 2 * SPANS_BYTES;

/** Of four rows, which pixels a line touches: columns of four near ones and four far ones, their alphas (i32). */
export const TOUCHED: usize = COVER + SPANS_BYTES;

/** The picture, row-major RGB, and four bytes that may be overwritten behind it. */
export const PICTURE: usize = TOUCHED + 64;

/** Where the host puts the score, as grey levels (u8), and the shapes. */
export const SCORE: usize = PICTURE + 3 * COLUMNS * ROWS + 16;
export const INPUT: usize = SCORE + 16384;
