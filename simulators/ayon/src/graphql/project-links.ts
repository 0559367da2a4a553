import type { EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import type { JsonObject } from '../json.ts';
import type { EntityLink, Project } from '../projects/project.ts';
import { ID_PATTERN } from '../validation/kinds.ts';
import type { PageArguments, PageInfo } from './connection.ts';

/** Arguments of `links` on a project. */
export interface ProjectLinkArguments extends PageArguments {
  ids?: string[] | null;
  entityIds?: string[] | null;
  inputIds?: string[] | null;
  outputIds?: string[] | null;
  linkTypes?: string[] | null;
  inputTypes?: string[] | null;
  outputTypes?: string[] | null;
  names?: string[] | null;
  nameEx?: string | null;
}

/** All links of a project with both ends. */
export interface ProjectLinkConnection {
  pageInfo: PageInfo;
  edges: JsonObject[] | object[];
}

const DEFAULT_SIZE = 100;

/** The links of a project in the order they were made. A cursor is a number as text. `node` makes an end of a link. */
export function projectLinks(
  project: Project,
  args: ProjectLinkArguments,
  node: (row: EntityRow) => object,
): ProjectLinkConnection {
  if (args.ids?.some((id) => !new RegExp(ID_PATTERN).test(id))) throw new Error('None');
  const size = args.first ?? DEFAULT_SIZE;
  const found = project.links.filter((link) => link.order > Number(args.after ?? 0) && accepts(link, args));
  const page = found.slice(0, size);
  const end = (type: EntityType, id: string) => {
    const row = project.tables[type].get(id);
    return row ? node(row) : null;
  };
  const cursors = page.map(({ order }) => String(order));
  return {
    pageInfo: {
      hasNextPage: page.length >= size,
      hasPreviousPage: false,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
      columnMetadata: null,
    },
    edges: page.map((link) => ({
      ...link,
      projectName: project.name,
      linkType: shortType(link),
      cursor: String(link.order),
      inputNode: end(link.inputType, link.inputId),
      outputNode: end(link.outputType, link.outputId),
    })),
  };
}

function accepts(link: EntityLink, args: ProjectLinkArguments): boolean {
  const { nameEx } = args;
  const wanted: (readonly [string[] | null | undefined, readonly string[]])[] = [
    [args.ids, [link.id]],
    [args.entityIds, [link.inputId, link.outputId]],
    [args.inputIds, [link.inputId]],
    [args.outputIds, [link.outputId]],
    [args.linkTypes, [shortType(link)]],
    [args.inputTypes, [link.inputType]],
    [args.outputTypes, [link.outputType]],
    [args.names, [link.name ?? '']],
  ];
  if (wanted.some(([list, values]) => list?.length && !values.some((value) => list.includes(value))))
    return false;
  return !nameEx || new RegExp(nameEx).test(link.name ?? '');
}

function shortType({ linkType }: EntityLink): string {
  return linkType.split('|')[0] ?? '';
}
