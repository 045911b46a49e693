// Reads and writes whole files, with errors that name them.
#include "replay/files.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>

namespace portproof {
namespace fs = std::filesystem;

namespace {

[[noreturn]] void cannot_write(const std::string& path, const std::error_code& reason) {
  throw UsageError(
      fmt::format("{}: cannot be written: {}{}", path, reason.message(), advice(reason)));
}

std::error_code last_error() { return {errno, std::generic_category()}; }

/// Writes it all. No reason where that went well.
std::error_code write_all(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) return last_error();
  file << content << std::flush;
  if (!file) return last_error();
  file.close();
  return file ? std::error_code() : last_error();
}

}  // namespace

std::string advice(const std::error_code& reason) {
  switch (reason.value()) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "; free some space there, or name another place";
    case EACCES:
    case EPERM:
    case EROFS:
      return "; name a place that you may write to";
    default:
      return {};
  }
}

std::string read_file(const std::string& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) throw UsageError(path + ": is a folder, not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw UsageError(fmt::format("{}: {}", path, std::strerror(errno)));
  std::string content;
  const std::uintmax_t size = fs::file_size(path, ignored);  // unknown of a pipe
  if (!ignored) content.reserve(size + 1);
  char buffer[1 << 16];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    content.append(buffer, static_cast<std::size_t>(file.gcount()));
  }
  return content;
}

void write_file(const std::string& path, std::string_view content) {
  const fs::path target(path);
  std::error_code error;
  if (target.has_parent_path()) fs::create_directories(target.parent_path(), error);
  if (error) cannot_write(path, error);
  const std::string beside = fmt::format("{}.{}.tmp", path, ::getpid());
  error = write_all(beside, content);
  if (!error) fs::rename(beside, target, error);
  if (!error) return;
  std::error_code ignored;
  fs::remove(beside, ignored);
  cannot_write(path, error);
}

std::string file_sha256(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  char buffer[1 << 16];
  while (file.read(buffer, sizeof buffer) || file.gcount() > 0) {
    EVP_DigestUpdate(context.get(), buffer, static_cast<std::size_t>(file.gcount()));
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_DigestFinal_ex(context.get(), digest, &size);
  std::string text;
  for (unsigned i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace portproof
