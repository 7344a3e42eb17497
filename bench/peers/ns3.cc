// The works of bench/ on ns-3: point-to-point or CSMA, real bytes and checksums or virtual payload, one flow or many, one pair or many.
// ns3 LINK PAYLOAD OCTETS FLOWS PAIRS     LINK p2p or csma, PAYLOAD real or virtual; each flow of a pair carries OCTETS,
// one begun each millisecond. Prints one line of JSON; only Simulator::Run() is timed.
#include "ns3/applications-module.h"
#include "ns3/core-module.h"
#include "ns3/csma-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"
#include <chrono>
#include <iostream>
#include <string>
#include <sys/resource.h>
#include <vector>

using namespace ns3;

static uint64_t frames = 0;
static uint64_t received = 0;
static bool real = true;
static uint8_t buffer[65536];

static void Sent(Ptr<const Packet>) { frames++; }

/** Reads whatever is there, into a buffer where payload is real. */
static void Receive(Ptr<Socket> socket)
{
    if (real)
    {
        for (int octets; (octets = socket->Recv(buffer, sizeof buffer, 0)) > 0;)
            received += octets;
        return;
    }
    for (Ptr<Packet> packet; (packet = socket->Recv()) && packet->GetSize() > 0;)
        received += packet->GetSize();
}

static void Accepted(Ptr<Socket> socket, const Address&)
{
    socket->SetRecvCallback(MakeCallback(&Receive));
    socket->SetCloseCallbacks(MakeCallback(+[](Ptr<Socket> s) { s->Close(); }), MakeNullCallback<void, Ptr<Socket>>());
}

/** One sender: writes 64 kB whenever there is room for it, and closes. */
struct Flow
{
    Ptr<Socket> socket;
    uint64_t left;

    void Write(Ptr<Socket>, uint32_t)
    {
        while (left > 0)
        {
            uint32_t room = socket->GetTxAvailable();
            uint32_t size = std::min<uint64_t>({left, sizeof buffer, room});
            if (size == 0)
                return;
            int taken = real ? socket->Send(buffer, size, 0) : socket->Send(Create<Packet>(size));
            if (taken <= 0)
                return;
            left -= taken;
        }
        socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
        socket->Close();
    }

    void Connected(Ptr<Socket> s)
    {
        s->SetSendCallback(MakeCallback(&Flow::Write, this));
        Write(s, 0);
    }
};

static void Begin(Flow* flow, Ptr<Node> node, InetSocketAddress remote)
{
    flow->socket = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    flow->socket->SetConnectCallback(MakeCallback(&Flow::Connected, flow), MakeNullCallback<void, Ptr<Socket>>());
    flow->socket->Connect(remote);
}

int main(int argc, char** argv)
{
    if (argc != 6)
        return 2;
    const bool csma = std::string(argv[1]) == "csma";
    real = std::string(argv[2]) == "real";
    const uint64_t octets = std::stoull(argv[3]);
    const uint32_t flows = std::stoul(argv[4]);
    const uint32_t pairs = std::stoul(argv[5]);
    const uint32_t room = flows > 1 ? 131072 : 1048576;
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(real));
    Config::SetDefault("ns3::TcpL4Protocol::SocketType", TypeIdValue(TypeId::LookupByName("ns3::TcpNewReno")));
    Config::SetDefault("ns3::TcpSocket::SegmentSize", UintegerValue(1448));
    Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(room));
    Config::SetDefault("ns3::TcpSocket::RcvBufSize", UintegerValue(room));
    Config::SetDefault("ns3::TcpSocket::DelAckCount", UintegerValue(2));
    Config::SetDefault("ns3::TcpSocket::InitialCwnd", UintegerValue(10));
    Config::SetDefault("ns3::DropTailQueue<Packet>::MaxSize", StringValue("1000p"));
    InternetStackHelper internet;
    std::vector<Flow> all(flows * pairs);
    for (uint32_t pair = 0; pair < pairs; pair++)
    {
        NodeContainer nodes(2);
        NetDeviceContainer devices;
        if (csma)
        {
            CsmaHelper link;
            link.SetChannelAttribute("DataRate", StringValue("100Mbps"));
            link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(6560)));
            devices = link.Install(nodes);
        }
        else
        {
            PointToPointHelper link;
            link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
            link.SetChannelAttribute("Delay", StringValue("10ms"));
            devices = link.Install(nodes);
        }
        for (uint32_t i = 0; i < 2; i++)
            devices.Get(i)->TraceConnectWithoutContext("MacTx", MakeCallback(&Sent));
        internet.Install(nodes);
        Ipv4AddressHelper address;
        address.SetBase(Ipv4Address(0x0a000000 + (pair << 8)), "255.255.255.0");
        Ipv4InterfaceContainer at = address.Assign(devices);
        Ptr<Socket> listener = Socket::CreateSocket(nodes.Get(1), TcpSocketFactory::GetTypeId());
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), 5001));
        listener->Listen();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(), MakeCallback(&Accepted));
        for (uint32_t i = 0; i < flows; i++)
        {
            Flow* flow = &all[pair * flows + i];
            flow->left = octets;
            Simulator::ScheduleWithContext(nodes.Get(0)->GetId(), MilliSeconds(i), &Begin, flow, nodes.Get(0),
                                           InetSocketAddress(at.GetAddress(1), 5001));
        }
    }
    const auto begin = std::chrono::steady_clock::now();
    Simulator::Run();
    const double took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    std::cout << "{\"milliseconds\":" << took << ",\"frames\":" << frames << ",\"steps\":" << Simulator::GetEventCount()
              << ",\"simulated\":" << Simulator::Now().GetSeconds() << ",\"received\":" << received
              << ",\"peak\":" << usage.ru_maxrss * 1024 << "}" << std::endl;
    Simulator::Destroy();
    return received == octets * flows * pairs ? 0 : 1;
}
