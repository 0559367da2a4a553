import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '@nestjs/common';
import { type ServiceHost, superviseCore } from '@ynput/ftrack-common/service';
import { startLeecherCore } from './leecher-core.ts';
import { LeecherTelemetry } from './leecher-telemetry.ts';
import { HOST, SUPERVISOR, TELEMETRY } from './tokens.ts';

/** What the leecher is made of. */
export function leecherProviders(host: ServiceHost, { backfill }: { backfill: boolean }): Provider[] {
  return [
    { provide: HOST, useValue: host },
    {
      provide: TELEMETRY,
      inject: [HOST],
      useFactory: (given: ServiceHost) => {
        const telemetry = new LeecherTelemetry(given);
        telemetry.intake.showBackfill(backfill);
        return telemetry;
      },
    },
    {
      provide: SUPERVISOR,
      inject: [HOST, TELEMETRY],
      useFactory: (given: ServiceHost, telemetry: LeecherTelemetry) =>
        superviseCore(given, {
          dependsOn: ({ ftrackUrl, ftrackUser, ftrackApiKey, redisUrl }) => [
            ftrackUrl,
            ftrackUser,
            ftrackApiKey,
            redisUrl,
          ],
          start: (configuration) =>
            startLeecherCore({
              configuration,
              folder: join(given.stateFolder, 'leecher'),
              backfill,
              telemetry,
              presence: {
                name: given.environment.serviceName,
                service: given.service,
                version: given.version,
                host: hostname(),
                pid: process.pid,
                since: Date.now(),
              },
            }),
        }),
    },
  ];
}
