import type { Command } from 'commander';
import { telnetRecipe } from './clients/telnet.ts';
import type { Adds } from './commands/Adds.ts';
import { addJob } from './commands/job.ts';
import { addDemo } from './commands/demo.ts';
import { addPacketdrill } from './commands/packetdrill.ts';
import { addPcap } from './commands/pcap.ts';
import { addRun } from './commands/run.ts';
import { RECIPES } from './programs/recipes.ts';
import type { Terminal } from './Terminal.ts';

/** What stands at the head of each family of commands. */
const FAMILIES: Readonly<Record<string, string>> = {
  serve: 'a server on real sockets',
  ftp: 'a client of FTP: lists, downloads, uploads, names',
  telnet: telnetRecipe.says,
  tcp: 'the bare TCP sockets of the tutorial, for pipes',
  udp: 'the bare UDP sockets of the tutorial, for pipes',
  echo: 'standard input to an echo server, what comes back to standard output',
  smtp: 'a client of mail servers that take mail',
  pop3: 'a client of mail servers that keep mail',
  tutorial: 'the clients and servers of the tutorial, on real sockets',
};

const addFamilies: Adds = (parent, terminal, done) => {
  for (const [name, says] of Object.entries(FAMILIES)) {
    const family = parent.command(name).description(says);
    const recipes = RECIPES.filter(({ words }) => words[0] === name);
    for (const recipe of recipes) addJob(recipe)(family, terminal, done);
    const [first] = recipes;
    // A family of one word has said it already.
    if (first?.words[1] !== undefined) family.addHelpText('after', `\nExample:\n${first.example.replace(/^/gm, '  ')}`);
  }
};

/** Every command, in the order in which help shows them. */
const COMMANDS: ReadonlyArray<Adds> = [addDemo, addRun, addPacketdrill, addFamilies, addPcap];

/** Puts all commands into the tree. */
export const addCommands = (root: Command, terminal: Terminal, done: (exit: number) => void): void => {
  for (const add of COMMANDS) add(root, terminal, done);
};
