/** Which blocks of images a neighbour cannot change, as far as errors count. */
import { reachOf } from "./_cells";
import { smallestMargin } from "./_output-layer";
import { BLOCK } from "./_plane-layer";
import { Change, imagesOf, outputsOf, Search } from "./_search";

/** What `takeSlacks` finds out about a block, two 32-bit integers. */
@unmanaged
export class Slack {
  /** No image's class becomes right or wrong when differences of logits change by up to this. */
  slack: i32;
  /** Wrong images at present. */
  errors: i32;
}

/** Writes a `Slack` for every block. */
export function takeSlacks(address: usize, labels: usize, slacks: usize): void {
  const search = changetype<Search>(address);
  const outputs = outputsOf(search), size = <i32>BLOCK;
  for (let block = 0; block * size < search.count; block++) {
    const margins = slacks + <usize>block * offsetof<Slack>();
    const images = imagesOf(search, block), at = (<usize>block) << 6;
    let slack = i32.MAX_VALUE, errors = 0;
    for (let image: usize = 0; image < <usize>images; image++) {
      const lane = at + (image << 2);
      const margin = smallestMargin(outputs, search.values + lane, search.valueBytes, load<i32>(labels + lane));
      slack = min(slack, margin >= 0 ? margin : -margin - 1);
      errors += i32(margin < 0);
    }
    changetype<Slack>(margins).slack = slack;
    changetype<Slack>(margins).errors = errors;
  }
}

/** By how much a neighbour's changes can change the difference of two logits at most. */
export function reachOfNeighbour(search: Search, neighbour: i32): i64 {
  const starts = search.starts + ((<usize>neighbour) << 2);
  let change = search.changes + <usize>load<u32>(starts) * offsetof<Change>();
  const end = search.changes + <usize>load<u32>(starts, 4) * offsetof<Change>();
  let reach: i64 = 0;
  for (; change < end; change += offsetof<Change>()) {
    const one = changetype<Change>(change);
    if (one.layer != search.layerCount - 2) return i64.MAX_VALUE;
    // Pools and clips do not enlarge differences.
    reach += <i64>reachOf(search.cells + <usize>one.unit * search.cellsBytes) * search.largest;
  }
  return reach;
}
