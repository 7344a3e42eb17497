// What the next transfer will be like: TYPE, STRU, MODE, PORT, PASV, EPRT, EPSV, REST, ALLO. (RFC 959 §4.1.2, 2428, 3659 §5)
import type { Endpoint } from '../../../wire/addresses.ts';
import { parseExtendedPort, parseHostPort } from '../parse/address.ts';
import { rules } from '../rules.ts';
import type { Turn } from '../Turn.ts';
import { act, forget, refuseArgument, remark, say } from '../Turn.ts';
import type { CommandRow } from './Command.ts';

/** Ports below are the system's own: nobody is connected to them. (RFC 2577 §3) */
const RESERVED = 1_024;

// type-code = A [ SP form-code ] / E [ SP form-code ] / I / L SP byte-size ; RFC 959 §5.3.2
const type = (turn: Turn, argument: string): void => {
  const code = argument.toUpperCase();
  if (/^A( N)?$/.test(code)) turn.state.type = 'A';
  else if (/^(I|L ?8)$/.test(code)) turn.state.type = 'I';
  else if (/^(A [TC]|E( [NTC])?|L ?[0-9]{1,3})$/.test(code)) {
    say(turn, 504, 'Only the types A N, I and L 8 are implemented.');
    return;
  } else {
    refuseArgument(turn);
    return;
  }
  say(turn, 200, `Type is ${turn.state.type === 'A' ? 'ASCII' : 'image'}.`);
};

/** STRU and MODE have each one letter that is done, and two that could be. */
const oneOf =
  (word: string, done: string, known: RegExp) =>
  (turn: Turn, argument: string): void => {
    const code = argument.toUpperCase();
    if (code === done) say(turn, 200, `${word} is ${done}.`);
    else if (known.test(code)) say(turn, 504, `Only ${word} ${done} is implemented.`);
    else refuseArgument(turn);
  };

const isClosed = (turn: Turn): boolean => {
  if (!turn.state.onlyExtended) return false;
  remark(turn, rules['only-extended']);
  say(turn, 503, 'After EPSV ALL only EPSV is allowed.');
  return true;
};

/** The client has said where it listens. It must be itself who listens there. */
const active = (turn: Turn, remote: Endpoint, verb: string): void => {
  if (remote.address !== turn.state.config.peer.address || remote.port < RESERVED) {
    remark(turn, rules['third-party'], verb);
    // RFC 2577 §3 asks for this code.
    say(turn, 504, 'Data connections go to your own address only, and to no port below 1024.');
    return;
  }
  forget(turn);
  turn.state.data = { _tag: 'Active', remote };
  remark(turn, rules.active);
  say(turn, 200, `${verb} command successful.`);
};

const port = (turn: Turn, argument: string, verb: string): void => {
  if (isClosed(turn)) return;
  const remote = parseHostPort(argument);
  if (remote === undefined) refuseArgument(turn, 'PORT wants h1,h2,h3,h4,p1,p2.');
  else active(turn, remote, verb);
};

const notIpv4 = (turn: Turn): void => {
  remark(turn, rules['wrong-family']);
  say(turn, 522, 'Network protocol not supported, use (1)');
};

const extendedPort = (turn: Turn, argument: string, verb: string): void => {
  if (isClosed(turn)) return;
  const remote = parseExtendedPort(argument);
  if (remote === undefined) refuseArgument(turn, 'EPRT wants |1|address|port|.');
  else if (remote === 'protocol') notIpv4(turn);
  else active(turn, remote, verb);
};

const listen = (turn: Turn, verb: string): void => {
  forget(turn);
  remark(turn, rules.passive);
  act(turn, verb, undefined, { _tag: 'Listen' });
};

// EPSV = "EPSV" [ SP net-prt / "ALL" ] ; RFC 2428 §3
const extendedPassive = (turn: Turn, argument: string, verb: string): void => {
  if (argument.toUpperCase() === 'ALL') {
    turn.state.onlyExtended = true;
    say(turn, 200, 'Only EPSV from now on.');
  } else if (argument === '' || argument === '1') listen(turn, verb);
  else if (/^[0-9]{1,5}$/.test(argument)) notIpv4(turn);
  else refuseArgument(turn);
};

const restart = (turn: Turn, argument: string): void => {
  const marker = /^[0-9]{1,16}$/.test(argument) ? Number(argument) : Infinity;
  if (marker > Number.MAX_SAFE_INTEGER) {
    refuseArgument(turn, 'REST wants a number of octets.');
    return;
  }
  turn.state.marker = marker;
  remark(turn, rules.restart, `${marker}`);
  say(turn, 350, `Restarting at ${marker}. Send RETR or STOR.`);
};

/** No room has to be reserved here. (RFC 959 §4.1.3: then it is as NOOP) */
const allocate = (turn: Turn, argument: string): void => {
  if (/^[0-9]{1,16}( R [0-9]{1,16})?$/i.test(argument)) say(turn, 202, 'No storage allocation is necessary.');
  else refuseArgument(turn);
};

export const PARAMETERS: Readonly<Record<string, CommandRow>> = {
  TYPE: { by: 'reader', argument: 'required', syntax: 'TYPE <A N | I | L 8>', run: type },
  STRU: { by: 'reader', argument: 'required', syntax: 'STRU <F>', run: oneOf('STRU', 'F', /^[RP]$/) },
  MODE: { by: 'reader', argument: 'required', syntax: 'MODE <S>', run: oneOf('MODE', 'S', /^[BC]$/) },
  PORT: { by: 'reader', argument: 'required', syntax: 'PORT <h1,h2,h3,h4,p1,p2>', keepsMarker: true, run: port },
  EPRT: { by: 'reader', argument: 'required', syntax: 'EPRT <|1|address|port|>', keepsMarker: true, run: extendedPort },
  PASV: {
    by: 'reader',
    argument: 'none',
    syntax: 'PASV',
    keepsMarker: true,
    run: (turn, _, verb) => {
      if (!isClosed(turn)) listen(turn, verb);
    },
  },
  EPSV: { by: 'reader', argument: 'optional', syntax: 'EPSV [1 | ALL]', keepsMarker: true, run: extendedPassive },
  REST: { by: 'reader', argument: 'required', syntax: 'REST <octets>', keepsMarker: true, run: restart },
  ALLO: { by: 'reader', argument: 'required', syntax: 'ALLO <octets> [R <octets>]', keepsMarker: true, run: allocate },
};
