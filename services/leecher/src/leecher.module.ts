import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceHost } from '@ynput/ftrack-common/service';
import { leecherProviders } from './leecher.providers.ts';
import { LeecherService } from './leecher.service.ts';

@Module({})
export class LeecherModule {
  static forHost(host: ServiceHost, options: { backfill: boolean }): DynamicModule {
    return { module: LeecherModule, providers: [...leecherProviders(host, options), LeecherService] };
  }
}
