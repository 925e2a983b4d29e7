import { errorText } from "../../shared/domain/error-text.js";

/** The archive is not there, or answers nobody now. Nothing is wrong with what was asked: it can be asked again later. */
export class ArchiveAway extends Error {
  constructor(cause: unknown) {
    super(errorText(cause), { cause });
    this.name = "ArchiveAway";
  }
}
