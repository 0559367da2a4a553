import { AyonError } from '@ynput/ayon-api';
import { MemoryAyon } from '@ynput/ftrack-common/sync/testing';
import { describeAyonProject } from './ayon-project-suite.ts';
import { describeAyonServer } from './ayon-server-suite.ts';
import { describeAyonLinks } from './ayon-links-suite.ts';
import { describeAyonLists } from './ayon-lists-suite.ts';
import { describeAyonVersions } from './ayon-versions-suite.ts';
import { describeScopeReads } from './scope-reads-suite.ts';
import { ADA, type AyonSubject } from './subject.ts';

async function open(): Promise<AyonSubject> {
  const server = new MemoryAyon();
  server.users = [ADA];
  return {
    server,
    publish: async (project, folderId) => void server.openProject(project).published.add(folderId),
    deactivateProject: async (name) => {
      const project = server.openProject(name);
      project.anatomy = { ...project.anatomy, active: false };
    },
    loseNextAnswer: (name) => {
      const project = server.openProject(name);
      project.afterApply = () => {
        project.afterApply = null;
        throw new AyonError({ code: 'ayon_timeout', message: 'no answer', outcomeUnknown: true });
      };
    },
    breakNextBatch: (name) => {
      const project = server.openProject(name);
      project.beforeApply = () => {
        project.beforeApply = null;
        throw new AyonError({ code: 'ayon_server', message: 'broken', status: 500, outcomeUnknown: true });
      };
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

describeAyonServer('an AYON server in memory', open);
describeAyonProject('an AYON server in memory', open);
describeScopeReads('an AYON server in memory', open);
describeAyonLinks('an AYON server in memory', open);
describeAyonLists('an AYON server in memory', open);
describeAyonVersions('an AYON server in memory', open);
