// packetdrill scripts: read, run against the pure stack in virtual time, printed.
export type { ScriptProblem } from './Problem.ts';
export { showScriptProblem } from './Problem.ts';
export type { Defines } from './lexer.ts';
export { parseScript } from './parse/script.ts';
export { optionProblem } from './parse/optionNames.ts';
export { showScript } from './print.ts';
export type {
  Action as ScriptAction,
  CallScript,
  Code as ScriptCode,
  Ecn as ScriptEcn,
  Encapsulation,
  Expression,
  FieldScript,
  IcmpScript,
  IpScript,
  PacketScript,
  PortsScript,
  PspScript,
  QuoteScript,
  Script as PacketdrillScript,
  ScriptEvent,
  ScriptOption,
  Shell as ScriptShell,
  TcpOptionScript,
  TcpScript,
  Time as ScriptTime,
  UdpScript,
  Way,
} from './Script.ts';
export type { ProfileName, RunOptions } from './run/Settings.ts';
export type { Timing } from './run/Run.ts';
export type { Verdict as ScriptVerdict } from './run/Verdict.ts';
export { runScript, runSource } from './run/runScript.ts';
export { exportScript } from './export/exportScript.ts';
