import type { Provider, Type } from '@nestjs/common';
import { adapt, build, Bus } from '@paraph/platform';
import { BusKeyDestructions } from './adapters/bus-key-destructions.js';
import { DestructionReport } from './domain/destruction/destruction-report.js';
import { KeyDestructions } from './domain/destruction/key-destructions.js';
import { DestructionController } from './transport/destruction.controller.js';

/** Who knows what became of keys, behind its port. */
export const destructionNeighbours: readonly Provider[] = [adapt(KeyDestructions, BusKeyDestructions, Bus)];

/** Controllers of destructions. */
export const destructionControllers: readonly Type[] = [DestructionController];

/** Certificates of destruction. `management.module.ts` adds them to its own. */
export const destructionProviders: readonly Provider[] = [build(DestructionReport, KeyDestructions)];
