/** What leads to what, by name. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * The part of a graph that is on circles or between them: what leads nowhere and what nothing leads to is
 * taken away, again and again. It is empty where there is no circle, in one pass over the graph.
 */
export function coreOf(graph: Graph): Graph {
  const leading = restrict(graph, withoutEnds(restrict(graph, [...graph.keys()])));
  return restrict(leading, withoutEnds(reversed(leading)));
}

/** The names from which one can go on for ever. */
function withoutEnds(graph: Graph): string[] {
  const into = reversed(graph);
  const waysOut = new Map([...graph].map(([name, next]) => [name, next.length]));
  const ends = new Set([...graph.keys()].filter((name) => waysOut.get(name) === 0));
  for (const end of ends) {
    for (const name of into.get(end) ?? []) {
      const left = waysOut.get(name)! - 1;
      waysOut.set(name, left);
      if (left === 0) ends.add(name);
    }
  }
  return [...graph.keys()].filter((name) => !ends.has(name));
}

function restrict(graph: Graph, names: readonly string[]): Graph {
  const kept = new Set(names);
  return new Map(names.map((name) => [name, graph.get(name)!.filter((next) => kept.has(next))]));
}

function reversed(graph: Graph): Graph {
  const into = new Map<string, string[]>([...graph.keys()].map((name) => [name, []]));
  for (const [name, next] of graph) for (const each of next) into.get(each)!.push(name);
  return into;
}

/**
 * The shortest way from `start` back to itself, both ends named; `undefined` when there is none. Of equally
 * short ways it is the one whose steps come first in the graph, so that the answer does not change from one
 * look to another.
 */
export function circleOf(graph: Graph, start: string): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const line = [start];
  for (const name of line) {
    for (const following of graph.get(name) ?? []) {
      if (following === start) return wayTo(name, cameFrom, [start]);
      if (cameFrom.has(following)) continue;
      cameFrom.set(following, name);
      line.push(following);
    }
  }
  return undefined;
}

function wayTo(name: string, cameFrom: ReadonlyMap<string, string>, end: readonly string[]): string[] {
  const way = [...end];
  for (let at: string | undefined = name; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
