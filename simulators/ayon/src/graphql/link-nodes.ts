import type { EntityRow } from '../entities/table.ts';
import type { JsonObject } from '../json.ts';
import type { EntityLink, Project } from '../projects/project.ts';
import { type PageArguments, type PageInfo } from './connection.ts';

/** Arguments of `links` on an entity. */
export interface LinkArguments extends PageArguments {
  direction?: string | null;
  linkTypes?: string[] | null;
  names?: string[] | null;
  nameEx?: string | null;
}

/** An edge that is the link itself. */
export interface LinkEdge {
  id: string;
  projectName: string;
  entityType: string;
  entityId: string;
  name: string | null;
  linkType: string;
  direction: Direction;
  description: string;
  author: string | null;
  data: JsonObject;
  cursor: string;
  node: object | null;
}

export interface LinkConnection {
  pageInfo: PageInfo;
  edges: LinkEdge[];
}

type Direction = 'in' | 'out';

const DEFAULT_SIZE = 100;

/**
 * The links of an entity, seen from it: `out` where it is the input. A cursor is a number as text.
 * `node` makes what the edge points to.
 */
export function entityLinks(
  project: Project,
  id: string,
  { args, node }: { args: LinkArguments; node: (row: EntityRow) => object },
): LinkConnection {
  const found = project.links.flatMap((link): { link: EntityLink; direction: Direction }[] => {
    if (!accepts(link, args)) return [];
    const directions: Direction[] = [];
    if (link.outputId === id) directions.push('in');
    if (link.inputId === id) directions.push('out');
    return directions
      .filter((direction) => !isDirection(args.direction) || args.direction === direction)
      .map((direction) => ({ link, direction }));
  });
  const size = args.first ?? DEFAULT_SIZE;
  const rest = found.filter(({ link }) => link.order > Number(args.after ?? 0));
  const page = rest.slice(0, size);
  const isMore = rest.length > size;
  const cursors = page.map(({ link }) => String(link.order));
  return {
    pageInfo: {
      hasNextPage: isMore,
      hasPreviousPage: false,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
      columnMetadata: null,
    },
    edges: page.map(({ link, direction }) => {
      const isOut = direction === 'out';
      const entityType = isOut ? link.outputType : link.inputType;
      const entityId = isOut ? link.outputId : link.inputId;
      const row = project.tables[entityType].get(entityId);
      const linkType = typeOf(link);
      return {
        id: link.id,
        projectName: project.name,
        entityType,
        entityId,
        name: link.name,
        linkType,
        direction,
        description: `${linkType} link with input ${link.inputType} and output ${link.outputType}`,
        author: link.author,
        data: link.data,
        cursor: String(link.order),
        node: row ? node(row) : null,
      };
    }),
  };
}

/** Other words than these two ask for both. */
function isDirection(word: string | null | undefined): word is Direction {
  return word === 'in' || word === 'out';
}

function accepts(link: EntityLink, { linkTypes, names, nameEx }: LinkArguments): boolean {
  if (linkTypes && !linkTypes.includes(typeOf(link))) return false;
  if (names && !names.includes(link.name ?? '')) return false;
  return !nameEx || new RegExp(nameEx).test(link.name ?? '');
}

function typeOf({ linkType }: EntityLink): string {
  return linkType.split('|')[0] ?? '';
}
