/** Where the fields of a record lie that kernels read; generated/records.ts has one for each of their classes. */
export interface RecordLayout {
  readonly bytes: number;
  readonly fields: Readonly<Record<string, { readonly at: number; readonly type: FieldType }>>;
}

/** `usize`: an address. */
type FieldType = "i16" | "i32" | "usize" | "f32";

/** A number for each field of a record. */
export type RecordValues<L extends RecordLayout> = Readonly<Record<keyof L["fields"], number>>;

/** The bytes of a record, as 32-bit words. */
export function encodeRecord<L extends RecordLayout>(layout: L, values: RecordValues<L>): Int32Array {
  const words = new Int32Array(layout.bytes / 4);
  const view = new DataView(words.buffer);
  for (const [name, { at, type }] of Object.entries(layout.fields)) {
    const value = values[name as keyof L["fields"]];
    if (type === "f32") view.setFloat32(at, value, true);
    else if (type === "i16") view.setInt16(at, value, true);
    else view.setInt32(at, value, true);
  }
  return words;
}

/** Several records of one kind, one behind the other. */
export function encodeTable<L extends RecordLayout>(layout: L, rows: readonly RecordValues<L>[]): Int32Array {
  const words = new Int32Array((rows.length * layout.bytes) / 4);
  for (const [row, values] of rows.entries()) {
    words.set(encodeRecord(layout, values), (row * layout.bytes) / 4);
  }
  return words;
}

/** Which word of a record each field begins in, for what writes many of them. */
export function wordsOf<L extends RecordLayout>(layout: L): RecordValues<L> {
  const words = Object.entries(layout.fields).map(([name, { at }]) => [name, at >> 2]);
  return Object.fromEntries(words) as RecordValues<L>;
}
