#include "gateway/http/listener.h"

#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace quittance::http {
namespace {

constexpr int kBacklog = 1024;

Result<int> duplicate(int descriptor) {
  const int copy = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (copy < 0)
    return Error{"HTTP-LISTEN", Retry::later, std::string("no descriptor: ") + std::strerror(errno)};
  return copy;
}

}  // namespace

Result<std::shared_ptr<const Listener>> Listener::open(const std::string& address, std::uint16_t port) {
  try {
    Poco::Net::ServerSocket socket;
    const Poco::Net::SocketAddress at(address, port);
    if (at.family() == Poco::Net::SocketAddress::IPv6) {
      socket.bind6(at, true, false, false);
    } else {
      socket.bind(at, true, false);
    }
    socket.listen(kBacklog);
    const auto descriptor = duplicate(socket.impl()->sockfd());
    if (!descriptor) return descriptor.error();
    return std::shared_ptr<const Listener>(new Listener(*descriptor, socket.address().port()));
  } catch (const Poco::Exception& error) {
    return Error{"HTTP-LISTEN", Retry::never,
                 address + ":" + std::to_string(port) + ": " + error.displayText()};
  }
}

Listener::~Listener() { ::close(descriptor_); }

Result<int> Listener::copy() const { return duplicate(descriptor_); }

}  // namespace quittance::http
