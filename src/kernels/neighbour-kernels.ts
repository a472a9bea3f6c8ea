/** What assembly/neighbours.ts exports. Addresses are those of the records that `layOutSearch` writes. */
export interface NeighbourKernels {
  heapBase(): number;
  tabulateUnit(layers: number, index: number, unit: number): void;
  cellsBytes(layers: number, count: number): number;
  fanOutLayer(layers: number, count: number): number;
  fanOutListBytes(layers: number, index: number): number;
  listChannel(search: number, channel: number): void;
  build(start: number, end: number, search: number, scratch: number): void;
  evaluate(search: number, scratch: number, first: number, end: number, out: number): void;
  present(search: number, first: number, end: number, out: number): void;
  commit(start: number, end: number, search: number, scratch: number): void;
  costs(
    start: number,
    end: number,
    search: number,
    scratch: number,
    cost: number,
    neighbours: number,
    limit: number,
    out: number,
    slacks: number,
  ): void;
  commonCosts(
    start: number,
    end: number,
    search: number,
    scratch: number,
    cost: number,
    groups: number,
    groupCount: number,
    limit: number,
    out: number,
  ): void;
  takeSlacks(search: number, labels: number, slacks: number): void;
  smallestMargins(
    classes: number,
    count: number,
    values: number,
    valueBytes: number,
    labels: number,
    out: number,
  ): void;
  gatherFeatures(output: number, states: number, stateBytes: number): void;
  takeMargins(output: number, values: number, valueBytes: number, labels: number): void;
  countErrors(
    start: number,
    end: number,
    output: number,
    swaps: number,
    starts: number,
    conditions: number,
    out: number,
  ): void;
  takeExponentials(
    start: number,
    end: number,
    output: number,
    values: number,
    valueBytes: number,
    scale: number,
  ): void;
  commitSwap(
    start: number,
    end: number,
    output: number,
    swap: number,
    values: number,
    valueBytes: number,
    scale: number,
  ): void;
  crossEntropies(
    start: number,
    end: number,
    output: number,
    values: number,
    valueBytes: number,
    scale: number,
    swaps: number,
    swapCount: number,
    room: number,
    out: number,
  ): void;
  singleChangesRoom(classes: number): number;
  singleChangeCrossEntropies(
    output: number,
    scale: number,
    start: number,
    end: number,
    room: number,
    out: number,
  ): void;
}
