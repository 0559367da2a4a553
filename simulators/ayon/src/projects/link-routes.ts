import { isEntityType } from '../entities/facts.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import type { EntityLink } from './project.ts';

const linkModel: Model = {
  id: { kind: kinds.entityId, nullable: true },
  input: { kind: kinds.entityId, required: true },
  output: { kind: kinds.entityId, required: true },
  name: { kind: kinds.anyString, nullable: true },
  link: { kind: kinds.anyString, nullable: true },
  linkType: { kind: kinds.anyString, nullable: true },
  data: { kind: kinds.dict, nullable: true },
};

/** Links between entities of a project. */
export function addLinkRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/projects/{project_name}/links/types', (call) =>
    ok({ types: readableProject(state, call).linkTypes }),
  );

  router.add('POST', '/api/projects/{project_name}/links', (call) => {
    const project = findProject(state, call);
    const { body } = call.check({ body: linkModel });
    const linkType = String(body['linkType'] ?? body['link']);
    const [, inputType = '', outputType = ''] = linkType.split('|');
    const isKnown = project.linkTypes.some(({ name }) => name === linkType);
    if (!isKnown || !isEntityType(inputType) || !isEntityType(outputType)) {
      throw new AyonError(400, 'Unsupported link type.');
    }
    const [inputId, outputId] = [String(body['input']), String(body['output'])];
    if (inputId === outputId) throw new AyonError(400, 'Cannot link an entity with itself.');
    if (!project.tables[inputType].get(inputId)) throw new AyonError(404, `Entity ${inputId} not found`);
    if (!project.tables[outputType].get(outputId)) throw new AyonError(404, `Entity ${outputId} not found`);
    const id = typeof body['id'] === 'string' ? body['id'] : state.newId();
    if (project.links.some((link) => link.id === id)) throw new AyonError(409, 'Link already exists.');
    const link: EntityLink = {
      id,
      inputType,
      inputId,
      outputType,
      outputId,
      linkType,
      name: typeof body['name'] === 'string' ? body['name'] : null,
      author: call.identity.user.name,
      data: (body['data'] ?? {}) as JsonObject,
      createdAt: state.now(),
      order: (project.links.at(-1)?.order ?? 0) + 1,
    };
    project.links.push(link);
    tell(state, call, { project: project.name, link, what: 'created' });
    return ok({ id });
  });

  router.add('DELETE', '/api/projects/{project_name}/links/{link_id}', (call) => {
    const project = findProject(state, call);
    const index = project.links.findIndex(({ id }) => id === call.params['link_id']);
    const [link] = index < 0 ? [] : project.links.splice(index, 1);
    if (!link) throw new AyonError(404, 'Link not found.');
    tell(state, call, { project: project.name, link, what: 'deleted' });
    return noContent();
  });
}

function tell(
  state: ServerState,
  call: Call,
  { project, link, what }: { project: string; link: EntityLink; what: 'created' | 'deleted' },
): void {
  const [type] = link.linkType.split('|');
  state.events.dispatch({
    topic: `link.${what}`,
    project,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
    description: `${what === 'created' ? 'Created' : 'Deleted'} ${type ?? ''} link between ${link.inputType} ${link.inputId} and ${link.outputType} ${link.outputId}.`,
    summary: { id: link.id, linkType: link.linkType, inputId: link.inputId, outputId: link.outputId },
  });
}
