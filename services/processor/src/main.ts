import { runService } from '@ynput/ftrack-common/service';
import { startProcessor } from './index.ts';

await runService(() => startProcessor(process.env));
