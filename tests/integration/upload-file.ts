import type { FtrackSimulator } from '@ynput/ftrack-simulator';

export interface FileToUpload {
  /** Id of the component. */
  readonly id: string;
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Gives a component of ftrack its file, as ftrack's own clients do. */
export async function uploadFile(
  { url, user, apiKey }: Pick<FtrackSimulator, 'url' | 'user' | 'apiKey'>,
  { id, name, content }: FileToUpload,
): Promise<void> {
  const call = {
    action: 'get_upload_metadata',
    component_id: id,
    file_name: name,
    file_size: content.length,
  };
  const answer = await fetch(`${url}/api`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'ftrack-user': user, 'ftrack-api-key': apiKey },
    body: JSON.stringify([call]),
  });
  const [target] = (await answer.json()) as [{ url: string; headers: Record<string, string> }];
  await fetch(target.url, { method: 'PUT', headers: target.headers, body: content });
}
