using System.Text.Json;
using System.Text.Json.Serialization;

namespace Router.Api;

/// <summary>
/// JSON of the API: camelCase, no nulls, generated at compile time. Properties with a default value are settable, not
/// init-only: generated readers write init-only properties always, with null when the text has no such key.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VersionInfo))]
[JsonSerializable(typeof(IReadOnlyList<InterfaceInfo>))]
[JsonSerializable(typeof(IReadOnlyList<PortInfo>))]
[JsonSerializable(typeof(IReadOnlyList<RouteInfo>))]
[JsonSerializable(typeof(IEnumerable<RouteInfo>))]
[JsonSerializable(typeof(IReadOnlyList<LabelInfo>))]
[JsonSerializable(typeof(IReadOnlyList<NeighbourInfo>))]
[JsonSerializable(typeof(IReadOnlyList<L2tpTunnelInfo>))]
[JsonSerializable(typeof(IReadOnlyList<L2tpSessionInfo>))]
[JsonSerializable(typeof(IAsyncEnumerable<L2tpTunnelInfo>))]
[JsonSerializable(typeof(IAsyncEnumerable<L2tpSessionInfo>))]
[JsonSerializable(typeof(IReadOnlyList<L2tpPeerInfo>))]
[JsonSerializable(typeof(L2tpClearRequest))]
[JsonSerializable(typeof(L2tpDebugRequest))]
[JsonSerializable(typeof(L2tpDebugInfo))]
[JsonSerializable(typeof(L2tpDebugLine))]
[JsonSerializable(typeof(IReadOnlyList<PppSubscriberInfo>))]
[JsonSerializable(typeof(IAsyncEnumerable<PppSubscriberInfo>))]
[JsonSerializable(typeof(IReadOnlyList<PppPoolInfo>))]
[JsonSerializable(typeof(PppClearRequest))]
[JsonSerializable(typeof(ClearInfo))]
[JsonSerializable(typeof(L2tpTunnelRequest))]
[JsonSerializable(typeof(L2tpSessionRequest))]
[JsonSerializable(typeof(RuntimeInfo))]
[JsonSerializable(typeof(DropsInfo))]
[JsonSerializable(typeof(ChannelInfo))]
[JsonSerializable(typeof(ConfigInfo))]
[JsonSerializable(typeof(ConfigChanges))]
[JsonSerializable(typeof(TraceRequest))]
[JsonSerializable(typeof(TraceInfo))]
[JsonSerializable(typeof(Problem))]
public sealed partial class ApiJson : JsonSerializerContext;
