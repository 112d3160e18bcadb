using Router.Api;
using Router.Controlplane.Service;
using Router.Controlplane.Store;

namespace Router.Controlplane.Api;

/// <summary>The routes under <c>/v1/config</c>. Bodies are YAML; <c>?file=</c> is their name in error messages.</summary>
internal sealed class ConfigEndpoints(IRouterService router)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ApiPaths.Config, Show);
        routes.MapPost(ApiPaths.ConfigCheck, Check);
        routes.MapPost(ApiPaths.ConfigDiff, Check);
        routes.MapPost(ApiPaths.ConfigApply, Apply);
        routes.MapPost(ApiPaths.ConfigRollback, async context =>
            await Answer(context, await router.RollbackAsync(context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false));
    }

    /// <summary>Answers with what changed, or with what is wrong.</summary>
    public static Task Answer(HttpContext context, ApplyOutcome outcome) => outcome.Succeeded
        ? context.Json(
            new ConfigChanges
            {
                Revision = outcome.Revision.Number,
                Programmed = outcome.Programmed,
                Changes = [.. outcome.Changes.Select(change => new ConfigChange
                {
                    Kind = change.Kind.ToString().ToLowerInvariant(),
                    Key = change.Key,
                    Before = change.Before,
                    After = change.After,
                    NeedsRestart = change.NeedsRestart,
                })],
            },
            ApiJson.Default.ConfigChanges)
        : throw ApiProblemException.Configuration(outcome);

    private static string Source(HttpContext context) => context.Query("file") ?? "api";

    private Task Show(HttpContext context)
    {
        ConfigurationRevision revision = router.Snapshot.Revision;
        return context.Json(
            new ConfigInfo { Source = revision.Source, Revision = revision.Number, AppliedAt = revision.AppliedAt, Yaml = revision.Text },
            ApiJson.Default.ConfigInfo);
    }

    private async Task Check(HttpContext context)
    {
        string text = await context.ReadText().ConfigureAwait(false);
        await Answer(context, router.Check(text, Source(context))).ConfigureAwait(false);
    }

    private async Task Apply(HttpContext context)
    {
        string text = await context.ReadText().ConfigureAwait(false);
        await Answer(context, await router.ApplyAsync(text, Source(context), context.RequestAborted).ConfigureAwait(false)).ConfigureAwait(false);
    }
}
