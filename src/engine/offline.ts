import dgram from "node:dgram";
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";
import net from "node:net";
import threads from "node:worker_threads";
import { UserError } from "./errors.ts";

/**
 * From here on, whatever in this process would open a socket, listen, or ask for a name throws a UserError that says what
 * to do instead. Everything in Node that reaches the network comes through these functions: HTTP, TLS, `fetch` and web
 * sockets too. Threads are refused as well: they finish in any order, and have globals of their own.
 *
 * For worker processes, after they have opened what they need themselves. Cannot be undone.
 */
export function goOffline(): void {
  refuse(net.Socket.prototype, ["connect"], "net.connect");
  refuse(net.Server.prototype, ["listen"], "net.Server.listen");
  refuse(dgram.Socket.prototype, ["bind", "connect", "send"], "dgram.Socket");
  for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
    refuse(
      owner,
      Object.getOwnPropertyNames(owner).filter((name) => /^(lookup|resolve|reverse)/.test(name)),
      "dns",
    );
  }
  Object.assign(threads, { Worker: refusedThread });
  // For `import { connect } from "node:net"` and the like
  syncBuiltinESMExports();
}

function refuse(owner: object, names: readonly string[], shown: string): void {
  for (const name of names) {
    const value = () => {
      throw new UserError({
        what: `the experiment tried to reach the network (\`${shown}\`), which no run may: what it finds there differs from day to day`,
        fix: "Put the file beside the experiment or into a package, declare it under `data`, and read it with `data(name)`.",
      });
    };
    Object.defineProperty(owner, name, { value, configurable: true, writable: true });
  }
}

/** A constructor that always throws. */
function refusedThread(): never {
  throw new UserError({
    what: "the experiment tried to start a thread, which no run may: threads finish in any order",
    fix: "Make it several runs: they are what Reprise computes at the same time.",
  });
}
