using System.Net;
using Router.Controlplane.L2tp.Service;

namespace Router.Controlplane.Api;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Filter">Of which tunnels or sessions.</param>
/// <param name="Static">The static ones.</param>
/// <param name="Managed">The managed ones.</param>
/// <param name="Limit">Most of them.</param>
/// <param name="After">Name of the last one of the page before.</param>
internal sealed record L2tpQuery(L2tpFilter Filter, bool Static, bool Managed, int Limit, string? After)
{
    /// <summary>Reads the query of a request.</summary>
    /// <exception cref="ApiProblemException">A value is wrong.</exception>
    public static L2tpQuery Of(HttpContext context)
    {
        string? address = context.Query("address");
        string? origin = context.Query("origin");
        if (origin is not (null or "static" or "managed"))
        {
            throw ApiProblemException.BadRequest("origin", $"\"{origin}\": static, managed are allowed");
        }

        uint limit = context.QueryNumber("limit");
        L2tpFilter filter = new()
        {
            Peer = context.Query("peer"),
            User = context.Query("user"),
            State = context.Query("state"),
            Tunnel = context.QueryNumber("tunnel"),
            Session = context.QueryNumber("session"),
            Address = address is null ? null
                : IPAddress.TryParse(address, out IPAddress? parsed) ? parsed
                : throw ApiProblemException.BadRequest("address", $"\"{address}\" is not an IP address"),
        };
        return new L2tpQuery(
            filter, origin != "managed", origin != "static", limit is 0 or > int.MaxValue ? int.MaxValue : (int)limit, context.Query("after"));
    }
}
