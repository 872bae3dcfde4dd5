import { UserError } from "../../user-error.ts";
import type { Api } from "./api.ts";
import type { ApiAnswer, ApiRequest } from "./transport.ts";

/** `undefined` where no answer came, so that nobody knows whether it is done. */
export async function tryToAsk(request: ApiRequest, api: Api): Promise<ApiAnswer | undefined> {
  try {
    return await api.ask(request);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
