import { expect, it, vi } from 'vitest';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };

it('follows what happens to a project while the services listen', async () => {
  await using studio = await ProcessorStudio.open({ entities: 20 });
  await using _processor = await studio.startProcessor();
  await using leecher = await studio.startLeecher();
  await untilReady(leecher.url);
  await studio.requestAndAwaitSync();
  const { projectId } = studio;
  const project = () => studio.ayon.state.projects.list()[0];
  const until = (wanted: Record<string, unknown>) =>
    vi.waitFor(() => expect(project()).toMatchObject(wanted), SOON);

  studio.update('Project', projectId, { full_name: 'Renamed', name: 'renamed' });
  await until({ label: 'Renamed', code: 'renamed' });

  studio.update('Project', projectId, { status: 'hidden' });
  await until({ active: false });
  studio.update('Project', projectId, { status: 'active' });
  await until({ active: true });

  const [sequence] = studio.query('select id from Sequence');
  const [high] = studio.query('select id from Priority where name is "High"');
  studio.ftrack.run([
    {
      action: 'create',
      entity_type: 'Milestone',
      entity_data: {
        __entity_type__: 'Milestone',
        name: 'final cut',
        parent_id: sequence?.['id'],
        project_id: projectId,
        priority_id: high?.['id'],
      },
    },
  ]);
  await studio.untilEqual();
  const milestone = project()
    ?.tables.folder.ordered()
    .find(({ values }) => values['folderType'] === 'Milestone');
  expect(milestone?.attrib).toMatchObject({ priority: 'high' });

  await studio.untilNothingDirty();
  studio.ftrack.run([{ action: 'delete', entity_type: 'Project', entity_key: [projectId] }]);
  const gone = () => studio.journal().then((entries) => entries.at(-1)?.skipped.map(({ code }) => code));
  await vi.waitFor(async () => expect(await gone()).toEqual(['project_gone']), SOON);
  await studio.untilNothingDirty();
  expect(project()).toMatchObject({ active: true });
});
