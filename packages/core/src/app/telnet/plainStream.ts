import { O } from '../../basis/fp.ts';
import type { Layer } from '../../basis/layer.ts';
import { indicate, NOTHING, request } from '../../basis/layer.ts';
import type { StreamService } from '../stream/Service.ts';
import type { UrgentStreamService } from './Service.ts';

/**
 * A stream without urgent data, as Telnet wants one: what is urgent goes as text, and the data mark stands in the stream all the same.
 *
 * @category constructors
 * @since 0.1.0
 */
export const plainStream: Layer<null, UrgentStreamService, StreamService> = {
  initial: null,
  step: (state, input) => {
    if (input._tag === 'Indicated') return [state, [indicate(input.indication)]];
    if (input._tag === 'DeadlineReached') return [state, NOTHING];
    const { request: asked } = input;
    return [state, [request(asked._tag === 'SendUrgent' ? { _tag: 'Send', octets: asked.octets } : asked)]];
  },
  deadline: () => O.none,
};
