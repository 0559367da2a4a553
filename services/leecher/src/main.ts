import { runService } from '@ynput/ftrack-common/service';
import { startLeecher } from './start-leecher.ts';

await runService(() => startLeecher(process.env));
