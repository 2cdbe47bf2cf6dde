import { Module, type DynamicModule } from '@nestjs/common';
import { Clock } from '@paraph/kernel';
import { build, type ConfigOf, type Service } from '@paraph/platform';
import { HttpCallBack } from './adapters/http-call-back.js';
import { JoseSealedMessages } from './adapters/jose-sealed-messages.js';
import { courierConfig } from './courier.config.js';
import { AnnounceResult } from './domain/announce-result.js';
import { CallBack } from './domain/call-back.js';
import { DeliverMessage } from './domain/deliver-message.js';
import { InformSubscriber } from './domain/inform-subscriber.js';
import { Gateways } from './domain/message-gateway.js';
import { RecentMessages } from './domain/recent-messages.js';
import { SealedMessages } from './domain/sealed-messages.js';
import { SendSummary } from './domain/send-summary.js';
import { SummaryHook } from './domain/summary-hook.js';
import { gatewaysOf } from './gateways.wiring.js';
import { AnnounceController } from './transport/announce.controller.js';
import { DeliverController } from './transport/deliver.controller.js';
import { InformController } from './transport/inform.controller.js';
import { SummaryController } from './transport/summary.controller.js';
import { GatewayWatch } from './transport/gateway-watch.js';
import { GatewaysController } from './transport/gateways.controller.js';

type Shape = typeof courierConfig.shape;

@Module({})
class CourierModule {
  static with(config: ConfigOf<Shape>): DynamicModule {
    return {
      module: CourierModule,
      controllers: [DeliverController, InformController, SummaryController, AnnounceController, GatewaysController],
      providers: [
        { provide: SealedMessages, useValue: new JoseSealedMessages(config.key.own) },
        { provide: Gateways, useValue: gatewaysOf(config) },
        { provide: CallBack, useValue: new HttpCallBack(config.announce.networks) },
        build(AnnounceResult, CallBack, Clock),
        build(RecentMessages, Clock),
        build(DeliverMessage, SealedMessages, Gateways, RecentMessages, Clock),
        build(InformSubscriber, Gateways, RecentMessages, Clock),
        { provide: SummaryHook, useValue: new SummaryHook(config.summary, new HttpCallBack('any')) },
        build(SendSummary, Gateways, SummaryHook, RecentMessages, Clock),
        GatewayWatch,
      ],
    };
  }
}

/** Courier as a process. */
export const courier: Service<Shape> = { config: courierConfig, module: (config) => CourierModule.with(config) };
