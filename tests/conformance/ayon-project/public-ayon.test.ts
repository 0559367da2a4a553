import { AyonClient } from '@ynput/ayon-api';
import { startAyonSimulator } from '@ynput/ayon-simulator';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { createPublicAyonServer } from '@ynput/ftrack-common/sync';
import { describeAyonProject } from './ayon-project-suite.ts';
import { describeAyonServer } from './ayon-server-suite.ts';
import { describeAyonLinks } from './ayon-links-suite.ts';
import { describeAyonLists } from './ayon-lists-suite.ts';
import { describeAyonVersions } from './ayon-versions-suite.ts';
import { describeScopeReads } from './scope-reads-suite.ts';
import { ADA, type AyonSubject } from './subject.ts';

const API_KEY = '0123456789abcdef0123456789abcdef';

async function open(): Promise<AyonSubject> {
  const ayon = await startAyonSimulator({
    attributes: AYON_ATTRIBUTES,
    users: [
      { name: 'service', apiKey: API_KEY, isService: true },
      { name: ADA.name, email: ADA.email },
    ],
  });
  const lost = new Set<string>();
  const client = new AyonClient({
    url: ayon.url,
    apiKey: API_KEY,
    sender: 'test',
    senderType: 'ftrack',
    fetch: async (...request) => {
      const answer = await fetch(...request);
      if (!lost.delete(new URL(answer.url).pathname)) return answer;
      await answer.body?.cancel();
      throw new TypeError('fetch failed');
    },
  });
  const versions = { count: 0 };
  return {
    server: createPublicAyonServer(client),
    publish: async (project, folderId) => {
      versions.count += 1;
      const productId = versions.count.toString(16).padStart(32, 'a');
      await client.operations(project, [
        {
          type: 'create',
          entityType: 'product',
          entityId: productId,
          data: { name: 'modelMain', productType: 'model', folderId },
        },
        {
          type: 'create',
          entityType: 'version',
          entityId: versions.count.toString(16).padStart(32, 'b'),
          data: { version: 1, productId },
        },
      ]);
    },
    deactivateProject: (name) => client.updateProject(name, { active: false }),
    loseNextAnswer: (name) => void lost.add(`/api/projects/${name}/operations`),
    breakNextBatch: (name) => ayon.faults.failNext(500, 1, `/api/projects/${name}/operations`),
    [Symbol.asyncDispose]: () => ayon.close(),
  };
}

describeAyonServer('the public way into AYON', open);
describeAyonProject('the public way into AYON', open);
describeScopeReads('the public way into AYON', open);
describeAyonLinks('the public way into AYON', open);
describeAyonLists('the public way into AYON', open);
describeAyonVersions('the public way into AYON', open);
