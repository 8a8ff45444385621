/** The response to a request that cannot be served, with the reason. */
export interface FailureResponse {
  readonly ok: false;
  readonly problem: string;
}

export function failureResponse(problem: string): FailureResponse {
  return { ok: false, problem };
}
