import type { PathTemplate, Variable } from './path-template.js';
import { percentDecode, percentDecodeKeepingSlashes } from './percent-decode.js';

/** The value that the path gives to a field. */
export interface Capture {
  readonly field: string;
  readonly value: string;
}

export interface Routable {
  /** Upper-case HTTP method, or `*` for every one. */
  readonly httpMethod: string;
  readonly template: PathTemplate;
}

export type RouteMatch<R> =
  | { readonly kind: 'found'; readonly route: R; readonly captures: readonly Capture[] }
  | { readonly kind: 'wrong-method'; readonly allow: readonly string[] }
  | { readonly kind: 'unknown' };

interface Node<R> {
  readonly literals: Map<string, Node<R>>;
  one: Node<R> | undefined;
  /** Routes that end here, by verb (empty for none), then by method. */
  readonly here: Map<string, Map<string, R>>;
  /** Routes that take all that is left from here. */
  readonly rest: Map<string, Map<string, R>>;
}

type ByMethod<R> = ReadonlyMap<string, R>;

/**
 * Finds routes by path. At every segment a literal beats `*`, and `*` beats `**`, whatever the order of the routes.
 * Empty segments match nothing, so a trailing slash makes another path. A verb that the path is known with is never part
 * of a captured id. Each node is visited at most once, so matching takes time linear in the table, whatever the path.
 */
export class Router<R extends Routable> {
  private readonly root: Node<R> = newNode();

  /** @throws Error when two routes have the same method and shape */
  constructor(routes: Iterable<R>) {
    for (const route of routes) this.add(route);
  }

  /**
   * @param path as it came, percent-encoded, without the query
   * @throws BadEncodingError when a captured segment is not valid percent-encoded UTF-8
   */
  match(httpMethod: string, path: string): RouteMatch<R> {
    const { leaves, raw } = this.leavesOf(path);
    for (const leaf of leaves) {
      const route = leaf.get(httpMethod) ?? leaf.get('*');
      if (route !== undefined) return { kind: 'found', route, captures: capturesOf(route.template, raw) };
    }
    if (leaves.length === 0) return { kind: 'unknown' };
    return { kind: 'wrong-method', allow: [...new Set(leaves.flatMap((leaf) => [...leaf.keys()]))] };
  }

  private leavesOf(path: string): { leaves: ByMethod<R>[]; raw: string[] } {
    if (!path.startsWith('/')) return { leaves: [], raw: [] };
    const raw = path === '/' ? [] : path.slice(1).split('/');
    const last = raw.at(-1) ?? '';
    const colon = last.lastIndexOf(':');
    if (colon >= 0 && colon < last.length - 1) {
      const bare = [...raw.slice(0, -1), last.slice(0, colon)];
      const leaves = this.collect(bare, last.slice(colon + 1));
      if (leaves.length > 0) return { leaves, raw: bare };
    }
    return { leaves: this.collect(raw, ''), raw };
  }

  /** Every leaf that the path leads to, the most literal first. */
  private collect(raw: readonly string[], verb: string): ByMethod<R>[] {
    const leaves: ByMethod<R>[] = [];
    const decoded = raw.map(decodeLeniently);
    const visit = (node: Node<R>, depth: number): void => {
      const segment = decoded[depth];
      if (segment === undefined) {
        push(leaves, node.here.get(verb));
      } else if (segment !== '') {
        const literal = node.literals.get(segment);
        if (literal !== undefined) visit(literal, depth + 1);
        if (node.one !== undefined) visit(node.one, depth + 1);
      }
      if (!decoded.includes('', depth)) push(leaves, node.rest.get(verb));
    };
    visit(this.root, 0);
    return leaves;
  }

  private add(route: R): void {
    let node = this.root;
    let table = (): Node<R>['here'] => node.here;
    for (const segment of route.template.segments) {
      if (segment.kind === 'rest') {
        const parent = node;
        table = () => parent.rest;
      } else if (segment.kind === 'one') {
        node.one ??= newNode();
        node = node.one;
      } else {
        const next: Node<R> = node.literals.get(segment.text) ?? newNode();
        node.literals.set(segment.text, next);
        node = next;
      }
    }
    const verb = route.template.verb ?? '';
    const byMethod = table().get(verb) ?? new Map<string, R>();
    const other = byMethod.get(route.httpMethod);
    if (other !== undefined) {
      throw new Error(
        `${route.httpMethod} ${route.template.source} and ${other.template.source} match the same paths`,
      );
    }
    byMethod.set(route.httpMethod, route);
    table().set(verb, byMethod);
  }
}

const newNode = <R>(): Node<R> => ({
  literals: new Map(),
  one: undefined,
  here: new Map(),
  rest: new Map(),
});

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item);
}

/** A segment that can't be decoded equals no literal; a route that captures it refuses it. */
function decodeLeniently(segment: string): string {
  try {
    return percentDecode(segment);
  } catch {
    return segment;
  }
}

const capturesOf = ({ variables }: PathTemplate, raw: readonly string[]): Capture[] =>
  variables.map((variable) => ({ field: variable.field, value: captured(variable, raw) }));

function captured({ start, end, multi }: Variable, raw: readonly string[]): string {
  const own = raw.slice(start, end);
  return multi ? own.map(percentDecodeKeepingSlashes).join('/') : own.map(percentDecode).join('/');
}
