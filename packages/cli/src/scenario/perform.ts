// A scenario on either network.
import { after, BEGINNING, showIpv4 } from '@sockeye/core';
import type { Scenario, Staged, TraceEvent } from '@sockeye/sim';
import { sortFaults } from '../networks/DatagramFaults.ts';
import { performOnLoopback } from '../networks/loopback.ts';
import { Neighbourhood } from '../networks/Neighbourhood.ts';
import { simulate } from '../networks/simulated.ts';
import type { Lines } from '../report/Lines.ts';
import type { WaitingCall } from '../report/processes.ts';
import type { Terminal } from '../Terminal.ts';
import type { Options, Told } from './Told.ts';
import { castsOf, ended, restOrStuck } from './Told.ts';

/** Real sockets have no end of time; a scenario that has not ended by then is not waited for. */
export const REAL_LIMIT = 30;

/** Read off the trace: calls that wait and were not answered. */
const whoStillWaits = (events: ReadonlyArray<TraceEvent>): ReadonlyArray<WaitingCall> => {
  const waiting = new Map<string, WaitingCall>();
  for (const event of events) {
    if (event._tag !== 'Waits' && event._tag !== 'Called') continue;
    const { host, process, thread, request } = event;
    if (event._tag === 'Waits') waiting.set(`${host}/${process}/${thread}`, { host, process, thread, request });
    else waiting.delete(`${host}/${process}/${thread}`);
  }
  return Array.from(waiting.values());
};

/** In the simulator. */
export const onSimulator = async <S>(
  scenario: Scenario,
  staged: Staged<S>,
  options: Options,
  terminal: Terminal,
  lines: Lines,
): Promise<Told> => {
  const until = options.until === undefined ? undefined : after(BEGINNING, options.until);
  const { world, events, reason } = await simulate(staged.world, until, terminal.interrupted);
  for (const event of events) if (event._tag === 'Wrote') lines.add(event);
  const ending = terminal.interrupted.aborted ? 'Interrupted' : reason._tag;
  return {
    events,
    waiting: reason._tag === 'Stuck' ? reason.waiting : whoStillWaits(events),
    ending: ending === 'Stuck' && reason._tag === 'Stuck' ? restOrStuck(scenario, reason.waiting) : ended(ending),
    at: world.now,
    legend: world.setting,
  };
};

/** What real sockets cannot do is said, and nothing is left out silently. */
const sayWhatIsReal = (scenario: Scenario, options: Options, terminal: Terminal): void => {
  const { neighbours } = new Neighbourhood(scenario);
  const places = neighbours.map(
    ({ name, address, loopback }) => `${name} (${showIpv4(address)}) is ${showIpv4(loopback)}`,
  );
  terminal.err(`real sockets: ${places.join(', ')}; programs see the scenario's addresses`);
  const { applied, left } = sortFaults(scenario);
  if (applied !== '') terminal.err(`real sockets: applied to datagrams as they are sent: ${applied}`);
  if (applied !== '' || left !== '') {
    terminal.err(
      `real sockets: not applied: ${left === '' ? '' : `${left}, and `}any fault to TCP: its segments are made below this machine's sockets`,
    );
  }
  const cables = scenario.cables.filter(({ rate, delay }) => rate !== undefined || delay > 0);
  if (cables.length > 0) {
    terminal.err('real sockets: the cables of the scenario have a rate or a delay; this machine has its own');
  }
  const blind = [options.ladder === true ? '--ladder' : '', options.pcapng === undefined ? '' : '--pcapng'];
  for (const flag of blind) {
    if (flag !== '') terminal.err(`real sockets: ${flag} shows frames, and nobody sees them here; left out`);
  }
};

/** On real sockets of this machine. */
export const onSockets = async (
  scenario: Scenario,
  options: Options,
  terminal: Terminal,
  lines: Lines,
): Promise<Told> => {
  sayWhatIsReal(scenario, options, terminal);
  const limit = options.until === undefined ? REAL_LIMIT : options.until / 1e9;
  const casts = castsOf(scenario);
  const { events, waiting, reason, took } = await performOnLoopback(
    scenario,
    casts,
    limit,
    terminal.interrupted,
    (event) => {
      if (event._tag === 'Wrote') lines.add(event);
    },
  );
  return { events, waiting, ending: ended(reason), at: took, legend: undefined };
};
