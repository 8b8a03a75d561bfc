#include "gateway/http/body.h"

#include "gateway/disk/spool.h"

namespace quittance::http {

namespace {

Error unkept(const Error& error) {
  return {error.code == "SPOOL-FULL" ? "HTTP:507" : "HTTP:500", Retry::later,
          "the body cannot be kept: " + error.detail};
}

}  // namespace

BodyWriter::BodyWriter(BodyPolicy policy, std::string folder)
    : limit_bytes_(policy.limit_bytes),
      spooled_(disk::FileSpool(std::move(folder), policy.memory_bytes).start()) {}

Result<void> BodyWriter::write(BytesView piece) {
  if (piece.size() > limit_bytes_ - size_) {
    return Error{"HTTP:413", Retry::never,
                 "the body is larger than " + std::to_string(limit_bytes_) + " octets"};
  }
  size_ += piece.size();
  if (auto written = spooled_->write(piece); !written) return unkept(written.error());
  return {};
}

Result<Body> BodyWriter::finish() {
  auto body = spooled_->finish();
  if (!body) return unkept(body.error());
  return body;
}

}  // namespace quittance::http
