// The one way that Boost.Asio is included: its non-template half is compiled once, in asio.cc.
#pragma once

#ifndef BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_ASIO_SEPARATE_COMPILATION
#endif

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace boost::asio::ssl {
class context;
}

namespace millrace::net {

namespace asio = boost::asio;
using AsioError = boost::system::error_code;
using StreamSocket = asio::generic::stream_protocol::socket;  // TCP or Unix

}  // namespace millrace::net
