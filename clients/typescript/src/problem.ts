import { Code, ConnectError } from "@connectrpc/connect";
import { BadRequestSchema, ErrorInfoSchema } from "./gen/google/rpc/error_details_pb.js";

/** What a failed call says. */
export interface Problem {
  /** The gRPC code by its name, for instance "InvalidArgument". */
  code: string;
  /** For machines: a name out of `ErrorReason` without its prefix, for instance "UNKNOWN_FONT". Empty if the server never answered. */
  reason: string;
  /** For people. */
  message: string;
  /** The fields of the request that are at fault. */
  fields: FieldProblem[];
}

/** What is wrong with a field. */
export interface FieldProblem {
  /** The field's path in the request, for instance "spec.card.style.font". */
  path: string;
  /** For people. */
  message: string;
}

/** Reads what a call threw, its details included. Whatever else was thrown becomes a problem without a reason. */
export function problem(thrown: unknown): Problem {
  const error = ConnectError.from(thrown);
  const violations = error.findDetails(BadRequestSchema).flatMap((detail) => detail.fieldViolations);
  return {
    code: Code[error.code],
    reason: error.findDetails(ErrorInfoSchema)[0]?.reason ?? "",
    message: error.rawMessage,
    fields: violations.map(({ field, description }) => ({ path: field, message: description })),
  };
}
