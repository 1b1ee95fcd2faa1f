internal import PipelineCore
internal import RunFiles

extension CommandContext {
    /// Removes the images that nobody needs any more: those that `built` took the names of, what the cache of older builds
    /// has held, and what killed builds made. What cannot be removed stays on record in `state` for the next time.
    func removeLeftovers(of engine: any ImageEngine, by built: [BuiltImage] = [], record state: StateFolder) async {
        do {
            let images = LocalImages(in: state, engine: engine.name)
            try images.add(nameless: await engine.removeAbandonedBuilds() + engine.takeSupersededLayers())
            for image in try images.supersede(with: built) where !built.contains(where: { $0.id == image }) {
                do { try await engine.remove(image: image.hex) } catch { continue }
                try images.forget([image])
            }
        } catch {
            warn("images that nobody needs any more stay: \(error)")
        }
    }
}
