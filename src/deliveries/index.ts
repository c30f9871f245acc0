export { DeliveriesModule } from './deliveries.module.js';
export { DeliveriesService } from './deliveries.service.js';
export type { DeliveryAnswer } from './dto/delivery.answer.js';
export { ListDeliveriesQuery } from './dto/list-deliveries.query.js';
export { type RefusedDeliveryAnswer, RetryDeliveriesBody } from './dto/retry-deliveries.dto.js';
