#include "tests/bench/as4_floor.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <zlib.h>

#include <array>
#include <cstdlib>
#include <iostream>

#include "tests/bench/xerces_floor.h"

namespace quittance::bench {
namespace {

constexpr std::size_t kIv = 12, kTag = 16, kKey = 16;
constexpr int kGzipWindow = 15 + 16;

template <auto Free>
struct Freed {
  void operator()(auto* pointer) const { Free(pointer); }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using Hash = std::array<unsigned char, 32>;

void need(bool good) {
  if (good) return;
  std::cerr << "bench_as4: a call of the floor failed\n";
  std::exit(2);
}

unsigned char* octets(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }
const unsigned char* octets(BytesView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

Key key_of(const std::string& pem) {
  const std::unique_ptr<BIO, Freed<BIO_free_all>> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  need(key != nullptr);
  return key;
}

Hash sha256(BytesView bytes) {
  Hash hash;
  need(EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return hash;
}

/// One RSA key with a context for each of its four operations.
struct Rsa {
  explicit Rsa(const std::string& pem) : key(key_of(pem)) {
    need(EVP_PKEY_sign_init(sign.get()) == 1 && EVP_PKEY_verify_init(verify.get()) == 1 &&
         EVP_PKEY_encrypt_init(wrap.get()) == 1 && EVP_PKEY_decrypt_init(unwrap.get()) == 1);
    for (const Context* context : {&sign, &verify}) {
      need(EVP_PKEY_CTX_set_rsa_padding(context->get(), RSA_PKCS1_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context->get(), EVP_sha256()) == 1);
    }
    for (const Context* context : {&wrap, &unwrap}) {
      need(EVP_PKEY_CTX_set_rsa_padding(context->get(), RSA_PKCS1_OAEP_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_oaep_md(context->get(), EVP_sha256()) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context->get(), EVP_sha256()) == 1);
    }
  }

  Bytes signature(const Hash& hash) {
    Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
    std::size_t size = out.size();
    need(EVP_PKEY_sign(sign.get(), octets(out), &size, hash.data(), hash.size()) == 1);
    return out;
  }
  void check(const Hash& hash, BytesView signature) {
    need(EVP_PKEY_verify(verify.get(), octets(signature), signature.size(), hash.data(), hash.size()) == 1);
  }

  Key key;
  Context sign{EVP_PKEY_CTX_new(key.get(), nullptr)}, verify{EVP_PKEY_CTX_new(key.get(), nullptr)},
      wrap{EVP_PKEY_CTX_new(key.get(), nullptr)}, unwrap{EVP_PKEY_CTX_new(key.get(), nullptr)};
};

}  // namespace

struct As4Floor::Parts {
  Parts(const std::string& sender_pem, const std::string& receiver_pem, ExchangeBytes passed)
      : sender(sender_pem), receiver(receiver_pem), bytes(std::move(passed)) {}

  Rsa sender, receiver;
  ExchangeBytes bytes;
  XercesFloor parser{{}, {}};
  Cipher cipher{EVP_CIPHER_CTX_new()};
  Bytes compressed, encrypted, wrapped, signature, receipt_signature, plain;
  std::array<unsigned char, kIv> iv{};
  std::array<unsigned char, kTag> tag{};

  void deflate_payload() {
    z_stream stream{};
    need(deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) ==
         Z_OK);
    compressed.resize(deflateBound(&stream, bytes.payload.size()));
    stream.next_in = octets(bytes.payload);
    stream.avail_in = static_cast<uInt>(bytes.payload.size());
    stream.next_out = octets(compressed);
    stream.avail_out = static_cast<uInt>(compressed.size());
    need(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    compressed.resize(stream.total_out);
    deflateEnd(&stream);
  }

  void inflate_payload(Bytes& from) {
    z_stream stream{};
    need(inflateInit2(&stream, kGzipWindow) == Z_OK);
    plain.resize(bytes.payload.size() + 1);
    stream.next_in = octets(from);
    stream.avail_in = static_cast<uInt>(from.size());
    stream.next_out = octets(plain);
    stream.avail_out = static_cast<uInt>(plain.size());
    need(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    inflateEnd(&stream);
  }

  void gcm(bool encrypt, Bytes& in, const unsigned char* key, Bytes& out) {
    out.resize(in.size());
    int size = 0;
    need(EVP_CipherInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, key, iv.data(), encrypt ? 1 : 0) == 1);
    if (!encrypt) need(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data()) == 1);
    need(EVP_CipherUpdate(cipher.get(), octets(out), &size, octets(in), static_cast<int>(in.size())) == 1);
    need(EVP_CipherFinal_ex(cipher.get(), octets(out) + size, &size) == 1);
    if (encrypt) need(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, tag.data()) == 1);
  }
};

As4Floor::As4Floor(const std::string& sender_key_pem, const std::string& receiver_key_pem,
                   ExchangeBytes bytes)
    : parts_(std::make_unique<Parts>(sender_key_pem, receiver_key_pem, std::move(bytes))) {
  build();
  receive();
  receipt();
}

As4Floor::~As4Floor() = default;

void As4Floor::build() {
  Parts& at = *parts_;
  at.deflate_payload();
  sha256(at.compressed);
  at.signature = at.sender.signature(sha256(at.bytes.request_soap));
  std::array<unsigned char, kKey> key{};
  need(RAND_bytes(key.data(), kKey) == 1 && RAND_bytes(at.iv.data(), kIv) == 1);
  at.wrapped.resize(static_cast<std::size_t>(EVP_PKEY_get_size(at.receiver.key.get())));
  std::size_t size = at.wrapped.size();
  need(EVP_PKEY_encrypt(at.receiver.wrap.get(), octets(at.wrapped), &size, key.data(), kKey) == 1);
  at.gcm(true, at.compressed, key.data(), at.encrypted);
}

void As4Floor::receive() {
  Parts& at = *parts_;
  at.parser.parse(at.bytes.request_soap);
  at.sender.check(sha256(at.bytes.request_soap), at.signature);
  std::array<unsigned char, 512> key{};
  std::size_t size = key.size();
  need(EVP_PKEY_decrypt(at.receiver.unwrap.get(), key.data(), &size, octets(BytesView(at.wrapped)),
                        at.wrapped.size()) == 1);
  Bytes decrypted;
  at.gcm(false, at.encrypted, key.data(), decrypted);
  sha256(decrypted);
  at.inflate_payload(decrypted);
}

void As4Floor::receipt() {
  parts_->receipt_signature = parts_->receiver.signature(sha256(parts_->bytes.receipt_soap));
}

void As4Floor::judge() {
  parts_->parser.parse(parts_->bytes.receipt_soap);
  parts_->receiver.check(sha256(parts_->bytes.receipt_soap), parts_->receipt_signature);
}

}  // namespace quittance::bench
