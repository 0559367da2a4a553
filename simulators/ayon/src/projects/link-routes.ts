import { type EntityType, isEntityType } from '../entities/facts.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import type { EntityLink, Project } from './project.ts';

const linkModel: Model = {
  id: { kind: kinds.pathId, nullable: true },
  input: { kind: kinds.pathId, required: true },
  output: { kind: kinds.pathId, required: true },
  name: { kind: kinds.anyString, nullable: true },
  link: { kind: kinds.anyString, nullable: true },
  linkType: { kind: kinds.anyString, nullable: true },
  data: { kind: kinds.dict, nullable: true },
};
const bulkModel: Model = {
  links: { kind: { is: 'list', of: { is: 'model', model: linkModel } }, required: true },
};
const LINK_TYPE_FORM = "Link type must be in the format 'name|input_type|output_type'";
/** What can be linked. */
const LINKED_TYPES = ['folder', 'product', 'version', 'representation', 'task'];

/** Links between entities of a project, and their types. */
export function addLinkRoutes(router: Router, state: ServerState): void {
  addLinkTypeRoutes(router, state);

  router.add('POST', '/api/projects/{project_name}/links', (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: linkModel });
    const link = makeLink(state, call, { project, given: body });
    requireEntity(project, { type: link.inputType, id: link.inputId, side: 'Input' });
    requireEntity(project, { type: link.outputType, id: link.outputId, side: 'Output' });
    if (project.links.some(({ id }) => id === link.id)) throw new AyonError(409, 'Link already exists.');
    project.links.push(link);
    const summary = summaryOf(link);
    tell(state, call, { topic: 'link.created', project, description: describe('Created', link), summary });
    return ok({ id: link.id });
  });

  router.add('POST', '/api/projects/{project_name}/links/bulk', (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: bulkModel });
    const links: EntityLink[] = [];
    for (const given of body['links'] as Record<string, unknown>[]) {
      const link = makeLink(state, call, { project, given });
      links.push({ ...link, order: link.order + links.length });
    }
    for (const type of LINKED_TYPES.filter(isEntityType)) requireAll(project, type, links);
    if (links.some(({ id }) => project.links.some((known) => known.id === id)))
      throw new AyonError(409, 'Link already exists.');
    project.links.push(...links);
    const description = `Created ${links.length} links.`;
    const summary = { count: links.length, links: links.map(summaryOf) };
    tell(state, call, { topic: 'links.created', project, description, summary });
    const created = links.map(({ id, inputId, outputId, linkType }) => ({
      id,
      input: inputId,
      output: outputId,
      linkType,
    }));
    return ok({ created });
  });

  router.add('DELETE', '/api/projects/{project_name}/links/{link_id}', (call) => {
    const project = findProject(state, call);
    const { path } = call.check({ path: { link_id: { kind: kinds.pathId } } });
    const id = path['linkId'] ?? '';
    const index = project.links.findIndex((link) => link.id === id);
    const [link] = index < 0 ? [] : project.links.splice(index, 1);
    if (!link) throw new AyonError(404, `Link ${id} not found.`);
    const summary = summaryOf(link);
    tell(state, call, { topic: 'link.deleted', project, description: describe('Deleted', link), summary });
    return noContent();
  });
}

function addLinkTypeRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/projects/{project_name}/links/types', (call) =>
    ok({ types: readableProject(state, call).linkTypes }),
  );

  router.add('PUT', '/api/projects/{project_name}/links/types/{link_type}', (call) => {
    const project = changeableAnatomy(state, call);
    const { body } = call.check({ body: { data: { kind: kinds.dict, nullable: true } } });
    const name = call.params['link_type'] ?? '';
    const parts = name.split('|');
    if (parts.length !== 3) throw new AyonError(400, LINK_TYPE_FORM);
    const [linkType = '', inputType = '', outputType = ''] = parts;
    for (const [side, type] of [
      ['input', inputType],
      ['output', outputType],
    ] as const) {
      if (LINKED_TYPES.includes(type)) continue;
      const known = "'folder', 'product', 'version', 'representation', or 'task'";
      throw new AyonError(400, `Link type ${side} type must be one of ${known}`);
    }
    const data = (body['data'] ?? {}) as JsonObject;
    const others = project.linkTypes.filter((known) => known.name !== name);
    project.linkTypes = [...others, { name, linkType, inputType, outputType, data }];
    return noContent();
  });

  router.add('DELETE', '/api/projects/{project_name}/links/types/{link_type}', (call) => {
    const project = changeableAnatomy(state, call);
    const name = call.params['link_type'];
    project.linkTypes = project.linkTypes.filter((known) => known.name !== name);
    const kept = project.links.filter(({ linkType }) => linkType !== name);
    project.links.splice(0, project.links.length, ...kept);
    return noContent();
  });
}

function changeableAnatomy(state: ServerState, call: Call): Project {
  const project = readableProject(state, call);
  if (!call.identity.isManager)
    throw new AyonError(403, `You are not allowed to access ${project.name} anatomy`);
  return project;
}

function makeLink(
  state: ServerState,
  call: Call,
  { project, given }: { project: Project; given: Record<string, unknown> },
): EntityLink {
  const linkType = given['linkType'] ?? given['link'];
  if (typeof linkType !== 'string') throw new AyonError(400, 'Link type is not specified');
  const [, inputType = '', outputType = '', more] = linkType.split('|');
  if (outputType === '' || more !== undefined) throw new AyonError(400, LINK_TYPE_FORM);
  const [inputId, outputId] = [String(given['input']), String(given['output'])];
  if (inputId === outputId) throw new AyonError(400, 'Cannot link an entity to itself.');
  const isKnown = project.linkTypes.some(({ name }) => name === linkType);
  if (!isKnown || !isEntityType(inputType) || !isEntityType(outputType)) {
    throw new AyonError(400, 'Unsupported link type.');
  }
  return {
    id: typeof given['id'] === 'string' ? given['id'] : state.newId(),
    inputType,
    inputId,
    outputType,
    outputId,
    linkType,
    name: typeof given['name'] === 'string' ? given['name'] : null,
    author: call.identity.user.name,
    data: (given['data'] ?? {}) as JsonObject,
    createdAt: state.now(),
    order: (project.links.at(-1)?.order ?? 0) + 1,
  };
}

function requireEntity(
  project: Project,
  { type, id, side }: { type: EntityType; id: string; side: 'Input' | 'Output' },
): void {
  if (!project.tables[type].get(id)) throw new AyonError(404, `${side} entity ${id} not found.`);
}

function requireAll(project: Project, type: EntityType, links: readonly EntityLink[]): void {
  const missing = links
    .flatMap(({ inputType, inputId, outputType, outputId }) => [
      ...(inputType === type ? [inputId] : []),
      ...(outputType === type ? [outputId] : []),
    ])
    .filter((id) => !project.tables[type].get(id));
  if (missing.length === 0) return;
  const title = type.charAt(0).toUpperCase() + type.slice(1);
  throw new AyonError(404, `${title} entities not found: ${[...new Set(missing)].join(', ')}`);
}

function describe(verb: 'Created' | 'Deleted', link: EntityLink): string {
  const { inputType, inputId, outputType, outputId } = link;
  return `${verb} ${shortType(link)} link between ${inputType} ${inputId} and ${outputType} ${outputId}.`;
}

function summaryOf(link: EntityLink): JsonObject {
  const { id, inputId, inputType, outputId, outputType } = link;
  return { id, linkType: shortType(link), inputId, inputType, outputId, outputType };
}

function shortType({ linkType }: EntityLink): string {
  return linkType.split('|')[0] ?? '';
}

function tell(
  state: ServerState,
  call: Call,
  event: { topic: string; project: Project; description: string; summary: JsonObject },
): void {
  const { sender, senderType } = call;
  const user = call.identity.user.name;
  state.events.dispatch({ ...event, project: event.project.name, user, sender, senderType });
}
