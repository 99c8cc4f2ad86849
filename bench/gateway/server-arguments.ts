/** What every server that stands before the backend is told, as its one argument. */
export interface ServerArguments {
  readonly backendPort: number;
  /** PEM of the key that tokens are verified with. */
  readonly publicKeyFile: string;
  readonly issuer: string;
  readonly audience: string;
  /** Takes logs and keys; it goes with the run. */
  readonly folder: string;
  /** Folders of the contracts, for who reads them at run time. */
  readonly protoFolders: readonly string[];
  /** The peers keep verified tokens in memory, as the gateway does. */
  readonly rememberTokens: boolean;
}

export const readServerArguments = (): ServerArguments => JSON.parse(process.argv[2] ?? '{}');
