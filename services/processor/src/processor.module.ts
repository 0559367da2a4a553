import { type DynamicModule, Module } from '@nestjs/common';
import type { ServiceHost } from '@ynput/ftrack-common/service';
import { declareMetrics } from './metrics.ts';
import { ProcessorService } from './processor.service.ts';
import {
  HOST,
  PROCESSOR_METRICS,
  PROCESSOR_OPTIONS,
  type ProcessorModuleOptions,
} from './processor.tokens.ts';

/** The processor in one host. */
@Module({})
export class ProcessorModule {
  static forHost(host: ServiceHost, options: ProcessorModuleOptions = {}): DynamicModule {
    return {
      module: ProcessorModule,
      providers: [
        { provide: HOST, useValue: host },
        { provide: PROCESSOR_OPTIONS, useValue: options },
        { provide: PROCESSOR_METRICS, useFactory: () => declareMetrics(host.metrics) },
        ProcessorService,
      ],
    };
  }
}
