import type { ColumnSource, ParquetWriter, SchemaElement } from "hyparquet-writer";

/** A column of a table; `depth`: how many lists lie around each element. */
export interface TableColumn {
  readonly name: string;
  readonly type: "FLOAT" | "DOUBLE" | "INT64" | "UINT_64" | "BOOLEAN" | "STRING";
  readonly depth?: number;
}

/** A cell: what its column's type holds, in lists as deep as the column says. Integers may be decimal digits. */
export type Cell = number | boolean | string | readonly Cell[];

/** Rows that are written together. */
const GROUP = 10_000;

/** Writes a Parquet file with hyparquet-writer, some rows at a time. */
export class ParquetTable {
  readonly #writer: ParquetWriter;
  readonly #columns: readonly TableColumn[];
  #cells: Cell[][];

  private constructor(writer: ParquetWriter, columns: readonly TableColumn[]) {
    this.#writer = writer;
    this.#columns = columns;
    this.#cells = columns.map(() => []);
  }

  /**
   * @param metadata texts that readers find by their names
   * @throws the system's error when the file cannot be written
   */
  static async create(
    path: string,
    columns: readonly TableColumn[],
    metadata: Readonly<Record<string, string>> = {},
  ): Promise<ParquetTable> {
    const { fileWriter, ParquetWriter: Writer } = await import("hyparquet-writer");
    const writer = new Writer({
      writer: fileWriter(path),
      schema: [{ name: "schema", num_children: columns.length }, ...columns.flatMap(schemaOf)],
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      createdBy: "aann-gym",
    });
    return new ParquetTable(writer, columns);
  }

  /** @param row a cell for each column, in their order */
  async add(row: readonly Cell[]): Promise<void> {
    for (const [i, cells] of this.#cells.entries()) cells.push(row[i]!);
    if (this.#cells[0]!.length === GROUP) await this.#write();
  }

  async close(): Promise<void> {
    await this.#write();
    await this.#writer.finish();
  }

  async #write(): Promise<void> {
    const columnData = this.#columns.map(({ name, type }, i): ColumnSource => {
      const cells = this.#cells[i]!;
      return { name, data: isIntegral(type) ? cells.map(asIntegers) : cells };
    });
    this.#cells = this.#columns.map(() => []);
    if (columnData[0]!.data.length > 0) await this.#writer.write({ columnData, rowGroupSize: GROUP });
  }
}

type Integers = bigint | readonly Integers[];

const asIntegers = (cell: Cell): Integers =>
  Array.isArray(cell) ? cell.map(asIntegers) : BigInt(cell as number | string);

const isIntegral = (type: TableColumn["type"]) => type === "INT64" || type === "UINT_64";

/** A column's elements of a Parquet schema; lists have three levels, as the format's specification wants them. */
function schemaOf({ name, type, depth = 0 }: TableColumn): SchemaElement[] {
  if (depth > 0) {
    return [
      { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      ...schemaOf({ name: "element", type, depth: depth - 1 }),
    ];
  }
  if (type === "STRING") {
    return [{ name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }];
  }
  if (type === "UINT_64") return [{ name, type: "INT64", converted_type: type, repetition_type: "OPTIONAL" }];
  return [{ name, type, repetition_type: "OPTIONAL" }];
}
