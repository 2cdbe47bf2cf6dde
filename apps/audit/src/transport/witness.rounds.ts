import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Metrics, Rounds } from '@paraph/platform';
import { WitnessFiles } from '../domain/witness/witness-file.js';
import { WitnessHeads } from '../domain/witness/witness-heads.js';

/** How often lines are written. */
export class WitnessPace {
  constructor(readonly everyMs: number) {}
}

/** Writes heads to the witness files, one replica at a time: replicas may share a disk. */
@Injectable()
export class WitnessRounds implements OnApplicationBootstrap {
  private readonly contradicted;
  private readonly failing;

  constructor(
    private readonly rounds: Rounds,
    private readonly witness: WitnessHeads,
    private readonly files: WitnessFiles,
    private readonly pace: WitnessPace,
    metrics: Metrics,
  ) {
    this.contradicted = metrics.gauge({
      name: 'audit_witness_contradicted',
      help: '1 while a witness file has a head that this log does not extend: the database was put back or rewritten',
    });
    this.failing = metrics.gauge({ name: 'audit_witness_failing', help: '1 while heads cannot be written to a witness file' });
  }

  onApplicationBootstrap(): void {
    if (this.files.all.length > 0) this.rounds.begin({ name: 'witness', everyMs: this.pace.everyMs, run: () => this.run() });
  }

  private async run(): Promise<void> {
    try {
      const outcomes = [...(await this.witness.run()).values()];
      this.contradicted.set(outcomes.includes('contradicted') ? 1 : 0);
      this.failing.set(0);
    } catch (error) {
      this.failing.set(1);
      throw error;
    }
  }
}
