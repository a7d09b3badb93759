namespace Fovea.Data;

/// <summary>Where downloaded data are kept.</summary>
public static class CacheFolder
{
    /// <summary>
    /// The folder that FOVEA_CACHE names; else <c>fovea</c> in the folder that XDG_CACHE_HOME names; else <c>fovea</c> in the local application data
    /// (Windows) or in <c>~/.cache</c> (all others); else, where there is no home, <c>fovea-cache</c> in the temporary folder. A full path; it need not
    /// exist yet.
    /// </summary>
    public static string Default => Find(Environment.GetEnvironmentVariable);

    /// <summary>Whether <see cref="Default"/> lies in the temporary folder, as there is no home: what is downloaded may be gone later.</summary>
    public static bool IsTemporary => Default == Temporary;

    static string Temporary => Path.Combine(Path.GetFullPath(Path.GetTempPath()), "fovea-cache");

    internal static string Find(Func<string, string?> variable) => Find(variable,
        Environment.GetFolderPath(OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile));

    internal static string Find(Func<string, string?> variable, string home)
    {
        if (variable("FOVEA_CACHE") is { Length: > 0 } own) return Path.GetFullPath(own);
        // The XDG specification says to ignore a path that is not absolute.
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)) return Path.Combine(xdg, "fovea");
        // The system gives an empty name for a home that is not there.
        if (!Path.IsPathRooted(home)) return Temporary;
        return OperatingSystem.IsWindows() ? Path.Combine(home, "fovea") : Path.Combine(home, ".cache", "fovea");
    }
}
