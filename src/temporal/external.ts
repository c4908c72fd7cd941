import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';

export const defaultNamespace = 'default';

/** A server that somebody else runs, as the SDK's environment configuration describes it. */
export interface External {
  address: string;
  namespace: string;
  options: NativeConnectionOptions;
}

/**
 * The server named by TEMPORAL_ADDRESS, or by the profile TEMPORAL_PROFILE of Temporal's configuration file, with its TLS, key and
 * namespace; undefined when neither is set. Throws when the profile does not exist.
 */
export function externalServer(env: NodeJS.ProcessEnv): External | undefined {
  if (!env.TEMPORAL_ADDRESS && !env.TEMPORAL_PROFILE) return undefined;
  const given = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(given),
    // An address alone needs no file: what lies in a home folder must not change where a case runs.
    disableFile: !env.TEMPORAL_PROFILE && !env.TEMPORAL_CONFIG_FILE,
  });
  const { address } = connectionOptions;
  if (!address) return undefined;
  return { address, namespace: namespace ?? defaultNamespace, options: connectionOptions };
}

/** How to reach an address: as the environment says when it is the external server, in the clear (loopback) otherwise. */
export function reach(address: string, env: NodeJS.ProcessEnv = process.env): External {
  const external = externalServer(env);
  return external?.address === address ? external : { address, namespace: defaultNamespace, options: { address } };
}
