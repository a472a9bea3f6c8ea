import protobuf from "protobufjs/light.js";

/**
 * The part of onnx.proto (ONNX, Apache-2.0; https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that is written and
 * read here: names, numbers and types of its fields. A reader skips the others.
 */
const field = (type: string, id: number) => ({ type, id });
const list = (type: string, id: number, packed?: boolean) => ({
  ...{ rule: "repeated" as const, type, id },
  ...(packed !== undefined && { options: { packed } }),
});

const messages = {
  ModelProto: {
    irVersion: field("int64", 1),
    producerName: field("string", 2),
    producerVersion: field("string", 3),
    docString: field("string", 6),
    graph: field("GraphProto", 7),
    opsetImport: list("OperatorSetIdProto", 8),
    metadataProps: list("StringStringEntryProto", 14),
  },
  StringStringEntryProto: { key: field("string", 1), value: field("string", 2) },
  OperatorSetIdProto: { domain: field("string", 1), version: field("int64", 2) },
  GraphProto: {
    node: list("NodeProto", 1),
    name: field("string", 2),
    initializer: list("TensorProto", 5),
    input: list("ValueInfoProto", 11),
    output: list("ValueInfoProto", 12),
  },
  NodeProto: {
    input: list("string", 1),
    output: list("string", 2),
    name: field("string", 3),
    opType: field("string", 4),
    attribute: list("AttributeProto", 5),
    domain: field("string", 7),
  },
  AttributeProto: {
    name: field("string", 1),
    f: field("float", 2),
    i: field("int64", 3),
    s: field("bytes", 4),
    t: field("TensorProto", 5),
    ints: list("int64", 8, false),
    type: field("int32", 20),
  },
  TensorProto: {
    dims: list("int64", 1, false),
    dataType: field("int32", 2),
    floatData: list("float", 4, true),
    name: field("string", 8),
    rawData: field("bytes", 9),
    doubleData: list("double", 10, true),
    externalData: list("StringStringEntryProto", 13),
  },
  ValueInfoProto: { name: field("string", 1), type: field("TypeProto", 2) },
  TypeProto: { tensorType: field("TensorTypeProto", 1) },
  TensorTypeProto: { elemType: field("int32", 1), shape: field("TensorShapeProto", 2) },
  TensorShapeProto: { dim: list("DimensionProto", 1) },
  DimensionProto: { dimValue: field("int64", 1), dimParam: field("string", 2) },
};

const Model = protobuf.Root.fromJSON({
  nested: Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, { fields }])),
}).lookupType("ModelProto");

/** Types of tensor elements, by their number in `TensorProto.DataType`. */
export const ELEMENT = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof ELEMENT;

/** Kinds of attributes, by their number in `AttributeProto.AttributeType`. */
export const ATTRIBUTE = { int: 2, ints: 7 } as const;

export interface TensorProto {
  readonly name?: string;
  readonly dims?: readonly number[];
  readonly dataType?: number;
  /** Elements one after the other, little-endian. */
  readonly rawData?: Uint8Array;
  readonly floatData?: readonly number[];
  readonly doubleData?: readonly number[];
  readonly externalData?: readonly object[];
}

export interface AttributeProto {
  readonly name: string;
  readonly type?: number;
  readonly i?: number;
  readonly ints?: readonly number[];
  readonly t?: TensorProto;
}

export interface NodeProto {
  readonly name?: string;
  readonly opType: string;
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly attribute?: readonly AttributeProto[];
}

export interface ValueInfoProto {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: number;
      readonly shape: { readonly dim: readonly { readonly dimValue?: number; readonly dimParam?: string }[] };
    };
  };
}

export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly docString?: string;
  readonly opsetImport?: readonly { readonly domain?: string; readonly version: number }[];
  readonly metadataProps?: readonly { readonly key: string; readonly value: string }[];
  readonly graph?: {
    readonly name?: string;
    readonly node?: readonly NodeProto[];
    readonly initializer?: readonly TensorProto[];
    readonly input?: readonly ValueInfoProto[];
    readonly output?: readonly ValueInfoProto[];
  };
}

export const encodeModel = (model: ModelProto): Uint8Array => Model.encode(Model.create(model)).finish();

/** @throws Error when the bytes are no message of this kind */
export const decodeModel = (bytes: Uint8Array): ModelProto =>
  Model.toObject(Model.decode(bytes), { longs: Number }) as ModelProto;
