using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Router.Dataplane.Nodes;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Graph;

/// <summary>Compiles the graph ahead of its first packet.</summary>
internal static class GraphCompiler
{
    /// <summary>Compiles every method of the graph before packets arrive: the first packet must not wait for the JIT.</summary>
    public static void Prepare()
    {
        Compile(typeof(PacketGraph));
        Compile(typeof(Output));
        Compile(typeof(Tracer));
        Compile(typeof(Worker));
        Compile(typeof(TokenBucket));
        Compile(typeof(PointerRing));
        Compile(typeof(NeighbourRequests));
        Compile(typeof(EthernetInput));
        Compile(typeof(Ipv4Forward));
        Compile(typeof(Ipv6Forward));
        Compile(typeof(MplsForward));
        Compile(typeof(LabelStack));
        Compile(typeof(Ipv4Local));
        Compile(typeof(Ipv6Local));
        Compile(typeof(L2tpInput));
        Compile(typeof(Ipv4Input));
        Compile(typeof(Ipv6Input));
        Compile(typeof(IpOutput));
        Compile(typeof(MplsInput));
        Compile(typeof(CircuitInput));
        Compile(typeof(PppInput));
        Compile(typeof(TunnelHeader));
        Compile(typeof(InnerDscp));
        Compile(typeof(Headers.Ethernet));
        Compile(typeof(Headers.L2tpv2));
        Compile(typeof(Headers.Ppp));
        Compile(typeof(Headers.TcpMss));
        Compile(typeof(RateBucket));
        Compile(typeof(LongWay));
        Compile(typeof(ReceivedVector));
        Compile(typeof(LookupVector));
        Compile(typeof(EightFrames));
        Compile(typeof(EgressRun));
        Compile(typeof(L2tpDecap));
        Compile(typeof(L2Output));
        Compile(typeof(OpaqueFrame));
        Compile(typeof(SequenceCheck));
        Compile(typeof(ControlPlaneFrame));
        Compile(typeof(PseudowireVlan));
        Compile(typeof(FlowHash));
        Compile(typeof(Fragment));
        Compile(typeof(LabelledFragment));
        Compile(typeof(IcmpError));
        Compile(typeof(IcmpMessage));
        Compile(typeof(IcmpRules));
        Compile(typeof(Punt));
        Compile(typeof(Drop));
        Compile(typeof(Fib));
        Compile(typeof(L2tpSessionTable));
        Compile(typeof(L2tpTunnel));
        Compile(typeof(VlanTable));
        Compile(typeof(VlanBinding));
        Compile(typeof(LabelEntry));
        Compile(typeof(Headers.Checksum));
    }

    /// <summary>Compiles every method of a type that is not itself generic; the type may be a constructed one.</summary>
    public static void Compile([DynamicallyAccessedMembers(
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods
        | DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.NonPublicConstructors)] Type type)
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        RuntimeTypeHandle[] arguments = [.. type.GetGenericArguments().Select(static argument => argument.TypeHandle)];
        foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            if (!method.IsAbstract && !method.ContainsGenericParameters)
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle, arguments);
            }
        }
    }
}
