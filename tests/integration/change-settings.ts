import type { ProcessorStudio } from './processor-studio.ts';

/** Overrides settings of the addon in the AYON project. */
export async function changeProjectSettings(
  studio: ProcessorStudio,
  override: Record<string, unknown>,
): Promise<void> {
  const [[addon, versions] = ['', new Map()]] = studio.ayon.state.addons.list();
  const [version] = versions.keys();
  const [project] = studio.ayon.state.projects.list();
  await post(studio, `/api/addons/${addon}/${version}/settings/${project?.name}`, override);
}

export async function post({ ayon }: ProcessorStudio, path: string, body: unknown): Promise<void> {
  const response = await fetch(ayon.url + path, {
    method: 'POST',
    headers: { 'x-api-key': ayon.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
}
