import type { AyonEntity } from '@ynput/ftrack-common/sync';
import type { MemoryAyon } from '@ynput/ftrack-common/sync/testing';
import { type AyonSide, type AyonSideEntity, readSideAttribute } from '@ynput/ftrack-common/sync-verify';

/** What a project in memory shows to whoever verifies it: values come from above where an entity has none of its own. */
export function ayonSideOf(ayon: MemoryAyon, name: string): AyonSide {
  const project = ayon.openProject(name);
  const { entities } = project;
  const inherited = ayon.attributes.filter(({ data }) => data.inherit !== false).map((item) => item.name);
  const shownBy = (entity: AyonEntity): Readonly<Record<string, unknown>> => {
    const parent = entity.parentId === null ? undefined : entities.get(entity.parentId);
    const above = parent === undefined ? project.anatomy.attrib : shownBy(parent);
    const passedOn = inherited.flatMap((key) => (key in above ? [[key, above[key]] as const] : []));
    return { ...Object.fromEntries(passedOn), ...entity.own };
  };
  return {
    name,
    label: project.anatomy.label,
    code: project.anatomy.code,
    active: project.anatomy.active,
    isEnded: project.anatomy.endedInFtrack,
    isPublished: [...entities.values()].some(({ locked }) => locked),
    folderTypes: project.anatomy.folderTypes,
    taskTypes: project.anatomy.taskTypes,
    statuses: project.anatomy.statuses,
    tags: project.anatomy.tags,
    attrib: project.anatomy.attrib,
    entities: new Map(
      [...entities].map(([id, entity]): [string, AyonSideEntity] => {
        const { parentId, label, type, status, active, path, assignees, tags, thumbnailId, own, kind } =
          entity;
        const isTask = kind === 'task';
        const common = {
          id,
          isTask,
          parentId,
          name: entity.name,
          label,
          type,
          status,
          active,
          path,
          assignees,
          thumbnailId,
        };
        return [id, { ...common, tags, shown: shownBy(entity), own: Object.keys(own) }];
      }),
    ),
    users: new Map(ayon.users.map((user) => [user.name.toLowerCase(), user.name])),
    attributes: new Map(ayon.attributes.map((attribute) => [attribute.name, readSideAttribute(attribute)])),
  };
}
