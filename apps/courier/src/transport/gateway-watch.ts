import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { messageChannels, type MessageChannel } from '@paraph/contracts';
import { Log, Metrics } from '@paraph/platform';
import { Gateways } from '../domain/message-gateway.js';

/** How a channel's gateway was when it was last looked at. */
export interface GatewayState {
  readonly kind: string;
  /** Null until it was looked at, and where there is none. */
  readonly reachable: boolean | null;
}

const EVERY_MS = 30_000;
/** What is away may be back soon: at the start of everything, the gateway's side may be the slower one. */
const SOONER_MS = 10_000;

/**
 * Starts and stops the gateways and looks after them. One that is away makes no replica unready: every other would be as much,
 * and the calls have to be answered with a refusal that says so.
 */
@Injectable()
export class GatewayWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly gauge: ReturnType<Metrics['gauge']>;
  private readonly states = new Map<MessageChannel, GatewayState>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<unknown> | undefined;
  private stopped = false;

  constructor(
    private readonly gateways: Gateways,
    private readonly log: Log,
    metrics: Metrics,
  ) {
    this.gauge = metrics.gauge({
      name: 'courier_gateway_reachable',
      help: 'Whether a channel’s gateway was reachable when last looked at',
      labels: ['channel', 'kind'],
    });
  }

  onApplicationBootstrap(): void {
    for (const channel of messageChannels) this.gateways.of(channel).start();
    this.looking = this.look();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.all(messageChannels.map((channel) => this.gateways.of(channel).stop()));
    await this.looking;
  }

  /** How the gateways are, by channel. */
  state(): Readonly<Record<MessageChannel, GatewayState>> {
    const of = (channel: MessageChannel): GatewayState => this.states.get(channel) ?? { kind: this.gateways.of(channel).kind, reachable: null };
    return { sms: of('sms'), email: of('email') };
  }

  private async look(): Promise<void> {
    await Promise.all(messageChannels.map((channel) => this.lookAt(channel)));
    const isAway = [...this.states.values()].some((one) => one.reachable === false);
    if (!this.stopped) this.timer = setTimeout(() => void (this.looking = this.look()), isAway ? SOONER_MS : EVERY_MS);
  }

  private async lookAt(channel: MessageChannel): Promise<void> {
    const gateway = this.gateways.of(channel);
    const { kind } = gateway;
    if (kind === 'none') return;
    const reachable = await gateway.isReachable();
    const before = this.states.get(channel)?.reachable;
    this.states.set(channel, { kind, reachable });
    this.gauge.set({ channel, kind }, reachable ? 1 : 0);
    if (reachable !== (before ?? true)) this.log.warn(reachable ? 'gateway-reachable' : 'gateway-unreachable', { channel, kind });
  }
}
