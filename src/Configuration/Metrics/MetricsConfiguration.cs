using System.Net;

namespace Router.Configuration;

/// <summary>Section <c>metrics</c>.</summary>
public sealed record MetricsConfiguration
{
    /// <summary>TCP listener that serves only GET /metrics; null for none.</summary>
    public IPEndPoint? Listen { get; init; }
}
