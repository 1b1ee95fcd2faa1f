internal import OCI

/// What a build of a tree does, and why.
public struct TreePlan: Sendable {
    /// What is done with one image.
    public enum Action: Sendable, Hashable {
        /// It is built, tested and, where that is wanted, published.
        case build
        /// It was built before and is tested and published now.
        case publish
    }

    /// One image of the plan.
    public struct Step: Sendable, Hashable {
        /// The short name.
        public let name: String
        /// What is done with it.
        public let action: Action
        /// Why, as a phrase behind a colon.
        public let reason: String
    }

    /// The steps; each comes behind those that it stands on.
    public let steps: [Step]

    /// Plans a build of the images whose labels match `pattern`, and of the parents that they lack.
    ///
    /// - Parameter publishes: whether images that were built but never published are taken up, too.
    public init(for tree: ProductionTree, state: TreeState, pattern: String?, publishes: Bool) {
        var steps: [String: Step] = [:]
        func add(_ name: String, neededBy child: String?) {
            guard steps[name] == nil, let image = tree.images[name], let flaw = state.flaw(of: image) else { return }
            let reason = child.map { "`\($0)` needs it" } ?? flaw
            steps[name] = Step(name: name, action: .build, reason: reason)
            for parent in image.parents { add(parent, neededBy: name) }
        }
        let selected = tree.matching(pattern)
        for name in selected {
            // An image that is needed and selected is there because it is selected.
            if steps[name] != nil { steps[name] = nil }
            add(name, neededBy: nil)
            if publishes, case .built? = state.images[name] {
                steps[name] = Step(name: name, action: .publish, reason: "it was built and never published")
            }
        }
        // What is here stands on another image than the one that its parent becomes.
        for name in tree.order.filter(Set(selected).contains) {
            guard case .built? = state.images[name],
                let parent = tree.images[name]?.parents.first(where: { steps[$0]?.action == .build })
            else { continue }
            steps[name] = Step(name: name, action: .build, reason: "`\(parent)` is built anew")
            for needed in tree.images[name]?.parents ?? [] { add(needed, neededBy: name) }
        }
        self.steps = tree.order.compactMap { steps[$0] }
    }
}

extension TreeState {
    /// Why an image has to be built, as a phrase; `nil` if it is there.
    fileprivate func flaw(of image: ProductionTree.Image) -> String? {
        let label = image.definition.label
        switch images[image.definition.name] {
        case .missing?:
            let version = label.tag ?? ""
            let isElsewhere = published[label] != nil
            return isElsewhere
                ? "\(version) is in the registry only, and nothing is to be pulled"
                : "\(version) is neither in the registry nor here"
        case .outdated(let reason)?: return reason
        case .published?, .built?, nil: return nil
        }
    }
}
