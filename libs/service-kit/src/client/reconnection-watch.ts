import { connectivityState, type Client as GrpcClient } from '@grpc/grpc-js';

/** Tells when a connection that was lost stands again. */
export class ReconnectionWatch {
  private watching = false;

  constructor(private readonly client: Pick<GrpcClient, 'getChannel'>) {}

  /**
   * Calls once when a connection that is lost now stands again, unless the client is closed before; never when it stands:
   * a service that is reached and still fails has troubles of another kind. One watch at a time: nothing happens while
   * one is under way.
   */
  once(call: () => void): void {
    if (this.watching || this.state() === connectivityState.READY) return;
    this.watching = true;
    this.wait(call);
  }

  private wait(call: () => void): void {
    const state = this.state();
    if (state === connectivityState.READY) {
      this.watching = false;
      call();
    } else if (state !== connectivityState.SHUTDOWN) {
      this.client.getChannel().watchConnectivityState(state, Number.POSITIVE_INFINITY, () => this.wait(call));
    }
  }

  /** Asking has an idle channel connect anew. */
  private state(): connectivityState {
    return this.client.getChannel().getConnectivityState(true);
  }
}
